//! One narrow table of high volume with two secondary indexes, as logs and telemetry have.

use crate::chance::Chance;
use crate::dataset::Dataset;
use crate::fault::Result;
use rusqlite::{Connection, params};

const KINDS: [&str; 8] = ["view", "click", "purchase", "login", "logout", "search", "scroll", "share"];

/// Fills an empty database.
pub fn write(connection: &mut Connection, dataset: &Dataset) -> Result<()> {
    let chance = &mut Chance::new(dataset.seed);
    connection.execute_batch(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, kind TEXT NOT NULL,
 value REAL, at DATETIME NOT NULL, payload TEXT)",
    )?;
    let to = connection.transaction()?;
    let mut insert = to.prepare("INSERT INTO events VALUES (?,?,?,?,?,?)")?;
    for i in 1..=dataset.rows {
        let bits = chance.bits();
        insert.execute(params![
            i as i64,
            (bits % 200_000) as i64,
            KINDS[(bits >> 20 & 7) as usize],
            (bits >> 60 != 0).then(|| chance.fraction() * 1000.0),
            chance.moment(),
            format!("sess={bits:016x};page=/item/{};ref=naïve;n={i:08}", (bits >> 24) % 100_000),
        ])?;
    }
    drop(insert);
    to.commit()?;
    connection.execute_batch(
        "CREATE INDEX ix_events_user ON events (user_id); CREATE INDEX ix_events_at ON events (at)",
    )?;
    Ok(())
}
