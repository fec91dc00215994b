//! PostgreSQL's SQL as a tree: the parser held at arm's length.
//!
//! A chain of operators is parsed into a tree as deep as it is long, whatever the parser's limit of recursion is. So
//! each translation runs on a thread of its own with a stack for the longest text that is taken, and a panic becomes a
//! refusal.

use super::{Result, Untranslatable};
use sqlparser::ast::{DataType, Expr, Query};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;
use std::thread;

/// Longest text that is parsed, in bytes; a chain of that length is dropped within the stack.
const TEXT_BYTES_MAX: usize = 256 << 10;

/// Stack of a translation.
const STACK_BYTES: usize = 256 << 20;

/// Levels of parentheses and calls.
const DEPTH_MAX: usize = 400;

/// Parses one expression and hands it to `work`.
pub(super) fn expression<T: Send>(sql: &str, work: impl FnOnce(&Expr) -> Result<T> + Send) -> Result<T> {
    whole(sql, |parser| parser.parse_expr(), |expr| work(&expr))
}

/// Parses one query and hands it to `work`.
pub(super) fn query<T: Send>(sql: &str, work: impl FnOnce(&Query) -> Result<T> + Send) -> Result<T> {
    let sql = sql.trim_end().trim_end_matches(';');
    whole(sql, |parser| parser.parse_query(), |query| work(&query))
}

/// A type's name as `format_type` writes it; within a translation.
pub(super) fn data_type(name: &str) -> Result<DataType> {
    let dialect = PostgreSqlDialect {};
    let parsed = Parser::new(&dialect).try_with_sql(name).and_then(|mut parser| {
        let parsed = parser.parse_data_type()?;
        parser.expect_token(&Token::EOF)?;
        Ok(parsed)
    });
    parsed.map_err(|_| Untranslatable::new(format!("The type {name} is not understood.")))
}

fn whole<P, T: Send>(
    sql: &str,
    parse: impl FnOnce(&mut Parser<'_>) -> std::result::Result<P, ParserError> + Send,
    work: impl FnOnce(P) -> Result<T> + Send,
) -> Result<T> {
    if sql.len() > TEXT_BYTES_MAX {
        return Err(Untranslatable::new(format!("Its text is longer than {TEXT_BYTES_MAX} bytes.")));
    }
    let run = || {
        let dialect = PostgreSqlDialect {};
        let parsed = Parser::new(&dialect)
            .with_recursion_limit(DEPTH_MAX)
            .try_with_sql(sql)
            .and_then(|mut parser| {
                let parsed = parse(&mut parser)?;
                parser.expect_token(&Token::EOF)?;
                Ok(parsed)
            })
            .map_err(|error| Untranslatable::new(format!("The parser does not understand it: {error}.")))?;
        work(parsed)
    };
    let finished = thread::scope(|scope| {
        let thread = thread::Builder::new().name("translate-back".into()).stack_size(STACK_BYTES);
        thread.spawn_scoped(scope, run).map(|handle| handle.join())
    });
    match finished {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(Untranslatable::new("This text is beyond the parser of PostgreSQL's SQL.")),
        Err(error) => {
            Err(Untranslatable::new(format!("No thread could be started for the translation: {error}.")))
        }
    }
}
