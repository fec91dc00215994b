//! A knowledge library: resources and six tables around them, 8 foreign keys, 10 secondary indexes, 130,300 rows for
//! 10,000 resources. Its declarations are those of a SQLAlchemy application of many years.

use crate::chance::Chance;
use crate::dataset::Dataset;
use crate::fault::Result;
use rusqlite::{Connection, Transaction, params};

const TABLES: &str = "
CREATE TABLE resources (
 id CHAR(32) NOT NULL, title VARCHAR NOT NULL, description TEXT, creator VARCHAR, publisher VARCHAR,
 language VARCHAR(16), type VARCHAR, subject JSON NOT NULL DEFAULT '[]', relation JSON,
 embedding JSON, sparse_embedding JSON, quality_score FLOAT, is_quality_outlier BOOLEAN NOT NULL DEFAULT 0,
 publication_year INTEGER, doi VARCHAR(255), created_at DATETIME NOT NULL, updated_at DATETIME,
 PRIMARY KEY (id), CHECK (is_quality_outlier IN (0, 1)));
CREATE TABLE collections (
 id CHAR(32) NOT NULL, name VARCHAR(255) NOT NULL, description TEXT, is_public BOOLEAN NOT NULL DEFAULT 1,
 created_at DATETIME NOT NULL, PRIMARY KEY (id));
CREATE TABLE collection_resources (
 collection_id CHAR(32) NOT NULL, resource_id CHAR(32) NOT NULL, added_at DATETIME NOT NULL,
 PRIMARY KEY (collection_id, resource_id),
 FOREIGN KEY(collection_id) REFERENCES collections (id) ON DELETE CASCADE,
 FOREIGN KEY(resource_id) REFERENCES resources (id) ON DELETE CASCADE);
CREATE TABLE annotations (
 id CHAR(32) NOT NULL, resource_id CHAR(32) NOT NULL, user_id INTEGER NOT NULL, start_offset INTEGER,
 end_offset INTEGER, note TEXT, tags JSON, is_shared BOOLEAN NOT NULL DEFAULT 0, created_at DATETIME NOT NULL,
 PRIMARY KEY (id), FOREIGN KEY(resource_id) REFERENCES resources (id) ON DELETE CASCADE);
CREATE TABLE citations (
 id INTEGER NOT NULL, source_id CHAR(32) NOT NULL, target_id CHAR(32), url VARCHAR, position INTEGER,
 importance FLOAT, created_at DATETIME NOT NULL, PRIMARY KEY (id),
 FOREIGN KEY(source_id) REFERENCES resources (id) ON DELETE CASCADE,
 FOREIGN KEY(target_id) REFERENCES resources (id) ON DELETE SET NULL);
CREATE TABLE taxonomy_nodes (
 id CHAR(32) NOT NULL, name VARCHAR(255) NOT NULL, parent_id CHAR(32), level INTEGER NOT NULL DEFAULT 0,
 path VARCHAR(1000), PRIMARY KEY (id), FOREIGN KEY(parent_id) REFERENCES taxonomy_nodes (id));
CREATE TABLE resource_taxonomy (
 resource_id CHAR(32) NOT NULL, node_id CHAR(32) NOT NULL, confidence FLOAT NOT NULL,
 is_predicted BOOLEAN NOT NULL, PRIMARY KEY (resource_id, node_id),
 FOREIGN KEY(resource_id) REFERENCES resources (id) ON DELETE CASCADE,
 FOREIGN KEY(node_id) REFERENCES taxonomy_nodes (id) ON DELETE CASCADE);
";

const INDEXES: &str = "
CREATE INDEX ix_resources_title ON resources (title);
CREATE INDEX ix_resources_created_at ON resources (created_at);
CREATE INDEX ix_resources_quality ON resources (quality_score);
CREATE UNIQUE INDEX ix_resources_doi ON resources (doi);
CREATE INDEX ix_annotations_resource_id ON annotations (resource_id);
CREATE INDEX ix_citations_source ON citations (source_id);
CREATE INDEX ix_citations_target ON citations (target_id);
CREATE INDEX ix_collection_resources_resource ON collection_resources (resource_id);
CREATE INDEX ix_resource_taxonomy_node ON resource_taxonomy (node_id);
CREATE INDEX ix_taxonomy_parent ON taxonomy_nodes (parent_id);
";

const LANGUAGES: [&str; 6] = ["en", "fr", "de", "zh", "ru", "ja"];
const TYPES: [&str; 4] = ["article", "book", "dataset", "web"];

/// Fills an empty database.
pub fn write(connection: &mut Connection, dataset: &Dataset) -> Result<()> {
    let chance = &mut Chance::new(dataset.seed);
    connection.execute_batch(TABLES)?;
    let to = connection.transaction()?;
    let resource_ids: Vec<String> = (0..dataset.rows).map(|_| chance.uuid()).collect();
    resources(&to, chance, &resource_ids)?;
    let collection_ids: Vec<String> = (0..(dataset.rows / 100).max(10)).map(|_| chance.uuid()).collect();
    collections(&to, chance, &collection_ids, &resource_ids)?;
    annotations(&to, chance, &resource_ids)?;
    citations(&to, chance, &resource_ids)?;
    let node_ids: Vec<String> = (0..(dataset.rows / 50).max(10)).map(|_| chance.uuid()).collect();
    taxonomy(&to, chance, &node_ids, &resource_ids)?;
    to.commit()?;
    connection.execute_batch(INDEXES)?;
    Ok(())
}

fn resources(to: &Transaction, chance: &mut Chance, ids: &[String]) -> Result<()> {
    let mut insert = to.prepare("INSERT INTO resources VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?;
    for (i, id) in ids.iter().enumerate() {
        let mut description = chance.phrase(52);
        if i % 10 == 0 {
            let middle = description.char_indices().nth(200).map_or(description.len(), |(at, _)| at);
            description.insert_str(middle, "\n\tsecond line\n");
        }
        let doi = (i % 3 != 1).then(|| format!("10.{:04}/bench.{i}", chance.between(1000, 9999)));
        insert.execute(params![
            id,
            chance.title(7),
            (i % 50 != 3).then_some(description),
            chance.phrase(2),
            (i % 3 == 0).then(|| chance.phrase(2)),
            chance.one_of(&LANGUAGES),
            chance.one_of(&TYPES),
            chance.json_words(3),
            (i % 5 == 0).then(|| format!("[\"{}\"]", pick(chance, ids))),
            (i % 2 == 0).then(|| chance.json_vector(64)),
            (i % 4 == 0).then(|| chance.json_sparse(10)),
            (i % 20 != 7).then(|| chance.fraction()),
            i64::from(i % 33 == 0),
            (i % 9 != 1).then(|| chance.between(1900, 2026)),
            doi,
            chance.moment(),
            (i % 6 != 0).then(|| chance.moment()),
        ])?;
    }
    Ok(())
}

fn collections(to: &Transaction, chance: &mut Chance, ids: &[String], resources: &[String]) -> Result<()> {
    let mut insert = to.prepare("INSERT INTO collections VALUES (?,?,?,?,?)")?;
    for id in ids {
        let public = chance.below(2) as i64;
        insert.execute(params![id, chance.phrase(3), chance.phrase(10), public, chance.moment()])?;
    }
    let mut insert = to.prepare("INSERT INTO collection_resources VALUES (?,?,?)")?;
    for resource in resources {
        for id in two(chance, ids) {
            insert.execute(params![id, resource, chance.moment()])?;
        }
    }
    Ok(())
}

fn annotations(to: &Transaction, chance: &mut Chance, resources: &[String]) -> Result<()> {
    let mut insert = to.prepare("INSERT INTO annotations VALUES (?,?,?,?,?,?,?,?,?)")?;
    for resource in resources {
        for n in 0..3 {
            insert.execute(params![
                chance.uuid(),
                resource,
                chance.between(1, 500),
                chance.between(0, 5000),
                chance.between(5000, 9000),
                chance.phrase(9),
                (n != 2).then(|| chance.json_words(2)),
                chance.between(0, 2),
                chance.moment(),
            ])?;
        }
    }
    Ok(())
}

fn citations(to: &Transaction, chance: &mut Chance, resources: &[String]) -> Result<()> {
    let mut insert = to.prepare("INSERT INTO citations VALUES (?,?,?,?,?,?,?)")?;
    for (i, resource) in resources.iter().enumerate() {
        for n in 0..5 {
            insert.execute(params![
                (i * 5 + n + 1) as i64,
                resource,
                (n != 4).then(|| pick(chance, resources)),
                format!("https://example.org/{i}/{n}"),
                n as i64,
                chance.fraction(),
                chance.moment(),
            ])?;
        }
    }
    Ok(())
}

/// A tree eight wide: the first node is the root, and the next eight hang on it.
fn taxonomy(to: &Transaction, chance: &mut Chance, nodes: &[String], resources: &[String]) -> Result<()> {
    let mut insert = to.prepare("INSERT INTO taxonomy_nodes VALUES (?,?,?,?,?)")?;
    for (i, id) in nodes.iter().enumerate() {
        let parent = (i > 0).then(|| &nodes[i / 8]);
        let level = if i < 8 { 0 } else { 1 + i64::from(i > 64) };
        insert.execute(params![id, chance.phrase(2), parent, level, format!("/{}", chance.phrase(3))])?;
    }
    let mut insert = to.prepare("INSERT INTO resource_taxonomy VALUES (?,?,?,?)")?;
    for resource in resources {
        let [first, second] = two(chance, nodes);
        insert.execute(params![resource, first, chance.fraction(), 1])?;
        insert.execute(params![resource, second, chance.fraction(), 0])?;
    }
    Ok(())
}

fn pick<'a>(chance: &mut Chance, list: &'a [String]) -> &'a str {
    &list[chance.below(list.len() as u64) as usize]
}

/// Two different ones; every list here has ten at least.
fn two<'a>(chance: &mut Chance, list: &'a [String]) -> [&'a str; 2] {
    let len = list.len() as u64;
    let first = chance.below(len);
    let second = (first + 1 + chance.below(len - 1)) % len;
    [&list[first as usize], &list[second as usize]]
}
