//! Workers: each is a reader thread and a writer thread with a bounded queue of batches between them. All workers
//! take chunks from one list, the largest first.

use crate::catalog::map::TableMap;
use crate::catalog::transfer::{Batch, BatchLimits, Batches, Chunk, RowReader, RowWriter, Witness, Written};
use crate::error::{Error, Kind, Result};
use crate::report::event::{Stage, Watch};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::Instant;

/// A batch's size: large enough that per-message costs vanish, small enough that a worker's queue stays at 2 MiB.
pub const BATCH: BatchLimits = BatchLimits { bytes: 512 * 1024, rows: 16_384 };

/// Batches on their way between the two threads of a worker.
const QUEUE: usize = 3;

/// A buffer that grew beyond this for one large value is given back.
const KEEP_BYTES: usize = 2 * 1024 * 1024;

/// A batch beyond this travels alone, so that memory stays within a constant and three times the largest value.
const LARGE_BYTES: usize = 16 * 1024 * 1024;

/// A chunk to be carried.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// Its table.
    pub table: &'a TableMap,
    /// The chunk.
    pub chunk: Chunk,
}

/// What was carried for one task.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// [`TableMap::number`].
    pub table: i32,
    /// What was written.
    pub written: Written,
    /// Seconds from the chunk's begin to its commit.
    pub seconds: f64,
}

/// Carries all tasks with one worker for each reader with its writer and its witness. The first failure stops every worker and is
/// returned; chunks that were committed before it stay committed.
pub fn carry<R: RowReader, W: RowWriter, V: Witness>(
    tasks: &[Task<'_>],
    hands: Vec<(R, W, V)>,
    watch: Watch<'_>,
) -> Result<Vec<Done>> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let outcome: Mutex<(Vec<Done>, Option<Error>)> = Mutex::new((Vec::new(), None));
    let fail = |error: Error| {
        failed.store(true, Ordering::Relaxed);
        let mut outcome = outcome.lock().unwrap_or_else(|poison| poison.into_inner());
        // The side that fails first makes the other side fail too; only the first names the cause.
        outcome.1.get_or_insert(error);
    };
    std::thread::scope(|scope| {
        for (mut reader, mut writer, mut witness) in hands {
            let (to_writer, from_reader) = sync_channel::<Message>(QUEUE);
            let (give_back, used) = channel::<Batch>();
            let (next, failed, outcome, fail) = (&next, &failed, &outcome, &fail);
            scope.spawn(move || {
                // Batches sent and not yet given back.
                let mut under_way = 0;
                while !failed.load(Ordering::Relaxed) {
                    let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                    let both = (&mut reader, &mut witness);
                    if let Err(error) =
                        read_chunk(both, task, &to_writer, &used, &mut under_way, watch, failed)
                    {
                        // The writer learns of it by the cut queue, and gives its chunk up.
                        fail(error);
                        break;
                    }
                }
            });
            scope.spawn(move || {
                let mut stream = Stream { from_reader, give_back, watch, holds: false };
                while let Ok(message) = stream.from_reader.recv() {
                    let Message::Begin(at) = message else { continue };
                    let Some(task) = tasks.iter().find(|task| (task.table.number, task.chunk.number) == at)
                    else {
                        fail(Error::bug("a chunk without a task reached the writer"));
                        break;
                    };
                    let started = Instant::now();
                    match writer.write_chunk(task.table, task.chunk, &mut stream) {
                        Ok(written) => {
                            outcome.lock().unwrap_or_else(|poison| poison.into_inner()).0.push(Done {
                                table: task.table.number,
                                written,
                                seconds: started.elapsed().as_secs_f64(),
                            })
                        }
                        Err(error) => {
                            fail(error);
                            break;
                        }
                    }
                }
            });
        }
    });
    let (done, error) = outcome.into_inner().unwrap_or_else(|poison| poison.into_inner());
    match error {
        Some(error) => Err(error),
        None => Ok(done),
    }
}

/// What travels from a reader to its writer.
enum Message {
    /// A chunk begins: number of the table, number of the chunk.
    Begin((i32, i32)),
    /// Rows.
    Rows(Batch),
    /// The chunk is whole.
    End,
}

fn read_chunk<R: RowReader, V: Witness>(
    (reader, witness): (&mut R, &mut V),
    task: &Task<'_>,
    to_writer: &SyncSender<Message>,
    used: &Receiver<Batch>,
    under_way: &mut usize,
    watch: Watch<'_>,
    failed: &AtomicBool,
) -> Result<()> {
    let gone = || Error::new(Kind::Target, "the writer stopped");
    to_writer.send(Message::Begin((task.table.number, task.chunk.number))).map_err(|_| gone())?;
    reader.read(task.table, task.chunk.range, BATCH, &mut |batch| {
        watch.check()?;
        if failed.load(Ordering::Relaxed) {
            return Err(Error::new(Kind::Interrupted, "another worker failed"));
        }
        witness.see(task.table, batch)?;
        let large = batch.len() > LARGE_BYTES;
        let mut empty = Batch::default();
        loop {
            // A large value travels alone: the queue is emptied before it and after it.
            let given_back = if large && *under_way > 0 {
                used.recv().map_err(|_| gone())?
            } else {
                match used.try_recv() {
                    Ok(batch) => batch,
                    Err(_) => break,
                }
            };
            *under_way -= 1;
            empty = given_back;
        }
        empty.clear(KEEP_BYTES);
        to_writer.send(Message::Rows(std::mem::replace(batch, empty))).map_err(|_| gone())?;
        *under_way += 1;
        if large {
            drop(used.recv().map_err(|_| gone())?);
            *under_way -= 1;
        }
        Ok(())
    })?;
    witness.end(task.table);
    to_writer.send(Message::End).map_err(|_| gone())
}

/// The writer's end of the queue.
struct Stream<'a> {
    from_reader: Receiver<Message>,
    give_back: Sender<Batch>,
    watch: Watch<'a>,
    /// The batch that the writer has came through the queue and is to be given back.
    holds: bool,
}

impl Batches for Stream<'_> {
    fn next(&mut self, batch: &mut Batch) -> Result<bool> {
        self.watch.progress(Stage::Copy, u64::from(batch.rows.rows()), batch.source_bytes);
        if self.holds {
            let mut written = std::mem::take(batch);
            written.clear(KEEP_BYTES);
            // The reader may be gone already at the end of its last chunk; then nobody needs the buffer.
            let _ = self.give_back.send(written);
            self.holds = false;
        }
        match self.from_reader.recv() {
            Ok(Message::Rows(next)) => {
                *batch = next;
                self.holds = true;
                Ok(true)
            }
            Ok(Message::End) => Ok(false),
            Ok(Message::Begin(_)) => Err(Error::bug("a chunk began inside another")),
            Err(_) => Err(Error::new(Kind::Interrupted, "the reader stopped in the middle of a chunk")),
        }
    }
}
