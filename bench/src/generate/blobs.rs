//! Files with random bodies, which no page and no network packet can shrink.

use crate::chance::Chance;
use crate::dataset::Dataset;
use crate::fault::Result;
use rusqlite::{Connection, params};

/// Fills an empty database.
pub fn write(connection: &mut Connection, dataset: &Dataset) -> Result<()> {
    let chance = &mut Chance::new(dataset.seed);
    connection.execute_batch("CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT NOT NULL, body BLOB)")?;
    let to = connection.transaction()?;
    let mut insert = to.prepare("INSERT INTO files VALUES (?,?,?)")?;
    let mut body = vec![0; dataset.blob_bytes];
    for i in 1..=dataset.rows {
        chance.fill(&mut body);
        insert.execute(params![i as i64, format!("file-{i:06}.bin"), body])?;
    }
    drop(insert);
    to.commit()?;
    Ok(())
}
