//! The limit: how fast this machine's PostgreSQL takes the same rows when nothing is left to do but to hand them over.
//!
//! Owns the order of work: binary COPY files over two connections into new tables, then all indexes on two
//! connections, then foreign keys, added without a look at the rows and validated on two connections. Nothing is read
//! from SQLite, converted or compared. Two, because the figures are meant for two processors.

use crate::dataset::Dataset;
use crate::fault::{Context, Fault, Result};
use crate::processor::{Meter, Used, own_seconds};
use crate::program::StageSeconds;
use crate::server::{connect, fresh_database};
use crate::stock::{Piece, Stock};
use postgres::Client;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{Read, Write};
use std::sync::Mutex;
use std::time::Instant;
use testkit::server::Server;

/// The largest piece of a COPY that is sent at once.
const SEND_BYTES: usize = 1 << 18;

/// One run of a limit.
#[derive(Debug, Clone, Serialize)]
pub struct Limit {
    /// In all.
    pub seconds: f64,
    /// Seconds of each part of the work.
    pub stages: Vec<StageSeconds>,
    /// Processor seconds; the client is whoever hands over or takes the rows.
    pub used: Used,
}

impl Limit {
    /// A run that consists of these parts, one after the other.
    pub fn of<const N: usize>(parts: [(&str, f64); N], used: Used) -> Limit {
        let stages = parts.map(|(stage, seconds)| StageSeconds { stage: stage.to_owned(), seconds });
        Limit { seconds: parts.iter().map(|(_, seconds)| seconds).sum(), stages: stages.into(), used }
    }
}

/// Loads the stock once into a database of its own.
pub fn measure(server: &Server, dataset: &Dataset, stock: &Stock) -> Result<Limit> {
    let database = fresh_database(server, "limit")?;
    let mut streams = [connect(&database.url())?, connect(&database.url())?];
    let meter = Meter::start(server.pid())?;
    let own_before = own_seconds(std::process::id())?;
    let begun = Instant::now();

    for table in dataset.tables() {
        streams[0].batch_execute(&table.create())?;
    }
    let weights = weights(stock);
    let pieces = stock.pieces.iter().map(|piece| (piece.bytes, piece)).collect();
    in_two_streams(&mut streams, pieces, send)?;
    let copied = begun.elapsed().as_secs_f64();

    let indexes = (dataset.tables().iter())
        .flat_map(|table| table.create_indexes().into_iter().map(|sql| (weights[table.name], sql)))
        .collect();
    in_two_streams(&mut streams, indexes, |client, sql| execute(client, &sql))?;
    for table in dataset.tables() {
        execute(&mut streams[0], &table.adopt_primary_key())?;
    }
    let indexed = begun.elapsed().as_secs_f64();

    for sql in dataset.tables().iter().filter_map(|table| table.add_foreign_keys()) {
        execute(&mut streams[0], &sql)?;
    }
    // One table's keys stay on one connection: validating takes a lock that lets in no second one.
    let keys = (dataset.tables().iter())
        .map(|table| (weights[table.name] * table.foreign_keys.len() as u64, table.validate_foreign_keys()))
        .collect();
    in_two_streams(&mut streams, keys, |client, list: Vec<String>| {
        list.iter().try_for_each(|sql| execute(client, sql))
    })?;
    let seconds = begun.elapsed().as_secs_f64();

    let used = meter.stop(own_seconds(std::process::id())? - own_before)?;
    let parts = [("copy", copied), ("indexes", indexed - copied), ("foreign_keys", seconds - indexed)];
    Ok(Limit::of(parts, used))
}

/// Rows a table: what an index and a foreign key cost grows with them.
fn weights(stock: &Stock) -> BTreeMap<&str, u64> {
    let mut weights = BTreeMap::new();
    for piece in &stock.pieces {
        *weights.entry(piece.table.as_str()).or_insert(0) += piece.rows;
    }
    weights
}

/// Does all jobs on two connections, the heaviest first: whoever is free takes the next.
fn in_two_streams<Job: Send>(
    streams: &mut [Client; 2],
    mut jobs: Vec<(u64, Job)>,
    work: impl Fn(&mut Client, Job) -> Result<()> + Sync,
) -> Result<()> {
    jobs.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let queue: Mutex<VecDeque<Job>> = Mutex::new(jobs.into_iter().map(|(_, job)| job).collect());
    let next = || queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).pop_front();
    let stream = |client: &mut Client| -> Result<()> {
        while let Some(job) = next() {
            work(client, job)?;
        }
        Ok(())
    };
    let [first, second] = streams;
    std::thread::scope(|scope| {
        let other = scope.spawn(|| stream(second));
        let mine = stream(first);
        let theirs = other.join().map_err(|_| Fault::new("the second stream panicked"))?;
        mine.and(theirs)
    })
}

/// Sends a piece into its table.
pub fn send(client: &mut Client, piece: &Piece) -> Result<()> {
    let mut file = File::open(&piece.path)?;
    let mut writer = client.copy_in(&format!("COPY {} FROM STDIN (FORMAT binary)", piece.table))?;
    let mut room = vec![0; SEND_BYTES];
    loop {
        let read = file.read(&mut room)?;
        if read == 0 {
            break;
        }
        writer.write_all(&room[..read])?;
    }
    let rows = writer.finish()?;
    if rows != piece.rows {
        return Err(Fault::new(format!("{} took {rows} rows instead of {}", piece.table, piece.rows)));
    }
    Ok(())
}

fn execute(client: &mut Client, sql: &str) -> Result<()> {
    client.batch_execute(sql).context(sql)
}
