//! The promise: Ctrl-C, or a kill at any moment, leaves a state that the same command, run again, understands and
//! brings to the same proof.
//!
//! # Crash model
//!
//! What may stop: the program (SIGKILL at any instruction, SIGINT), the server (SIGKILL of its main process, an
//! immediate shutdown), one session of the server, or two of these. What is lost then: the memory of what stopped.
//! What is kept: every file as it was last written, and every transaction whose commit the server had carried out.
//! Not in the model: an operating system or a disk that loses what it was told to keep.
//!
//! Three things make it harder than it looks, and each has its fault here:
//!
//! * A commit that was sent before the kill is carried out after it, maybe only when the next run has begun.
//! * A session of a killed program lives until the server notices; meanwhile it holds locks, and may still write.
//! * Between the runs the world moves: the source is written, options change, somebody drops a table.
//!
//! Every progress mark of a run is a row in schema `howdah`, written in the transaction that did the work. So the
//! interesting moments are the marks: each is a point at which a transaction is complete but not committed, or
//! committing. Triggers on those tables stop a run at the n-th mark ([`faults`]), without a change to the program. Kills at
//! random moments cover what lies between.
//!
//! After every fault the same must hold ([`carried::Carried::assert_whole`]): exit 0, verdict "proven", an oracle that
//! shares no code with the engine agrees, one migration is on record, nothing of the killed run is left, and chunks
//! that were committed were not done again.
//!
//! On the way back PostgreSQL is only read, and the file is made under a name of its own ([`back`], [`back_full`], [`back_replaced`]): nothing
//! half made ever stands under the final name, and the same command, run again, makes the file from the beginning. A full
//! disk is in the model there.
//!
//! `HOWDAH_SOAK=n` makes the loops longer: every mark instead of some, n random moments instead of a few. A seed is
//! printed; `HOWDAH_SEED` repeats it.

mod back;
mod back_full;
mod back_replaced;
mod carried;
mod embedded;
mod faults;
mod journal;
mod kill;
mod server_fails;
#[allow(dead_code, reason = "the tests of the program use the rest")]
#[path = "../program/world.rs"]
mod world;
