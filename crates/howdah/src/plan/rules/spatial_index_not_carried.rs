//! Finding `spatial-index-not-carried`.

use super::{Rule, SqlOf};
use crate::catalog::schema::Table;
use crate::report::finding::{Finding, Level};

/// An R*Tree that only indexes geometries is not carried.
pub const RULE: Rule = Rule {
    id: "spatial-index-not-carried",
    level: Level::Changes,
    summary: "An R*Tree that only indexes geometries is not carried.",
    explanation: "A GeoPackage (http://www.geopackage.org/spec/#extension_rtree) and SpatiaLite keep an R*Tree beside a column \
          of geometries, which go over as bytea. All that the tree holds can be made of them anew.",
    remedy: "With PostGIS, make a geometry column and its GiST index as untranslated.sql says.",
};

/// What was found.
pub(in crate::plan) fn finding(table: &Table, indexed: &str) -> Finding {
    RULE.finding(format!("spatial index of {indexed} is not carried"))
        .on(&table.name)
        .sql_of(table.sql.as_deref())
}
