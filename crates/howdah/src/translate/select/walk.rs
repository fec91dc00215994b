//! Looking through a tree before it is translated: aggregates, and who reads whom.

use super::super::functions::aggregate::is_aggregate;
use super::super::parse;
use sqlite3_parser::ast::{Expr, FromClause, FunctionTail, OneSelect, SelectTable};

/// Collects the calls of aggregates in an expression, not those of queries inside it, nor window functions.
pub(in super::super) fn aggregates<'b>(expr: &'b Expr<'b>, found: &mut Vec<&'b Expr<'b>>) {
    let is_window =
        |tail: &Option<FunctionTail<'b>>| tail.as_ref().is_some_and(|tail| tail.over_clause.is_some());
    match expr {
        Expr::FunctionCall { name, args, filter_over, .. } => {
            let args = args.unwrap_or_default();
            let name = parse::name(name.0).to_ascii_lowercase();
            if is_aggregate(&name, args.len()) && !is_window(filter_over) {
                if !found.contains(&expr) {
                    found.push(expr);
                }
                return;
            }
            for arg in args {
                aggregates(arg, found);
            }
        }
        Expr::FunctionCallStar { filter_over, .. } if !is_window(filter_over) => found.push(expr),
        Expr::Between { lhs, start, end, .. } => {
            for part in [lhs, start, end] {
                aggregates(part, found);
            }
        }
        Expr::Binary(left, _, right) => {
            aggregates(left, found);
            aggregates(right, found);
        }
        Expr::Case { base, when_then_pairs, else_expr } => {
            for part in base.iter().chain(else_expr) {
                aggregates(part, found);
            }
            for (when, then) in *when_then_pairs {
                aggregates(when, found);
                aggregates(then, found);
            }
        }
        Expr::Cast { expr, .. } | Expr::Collate(expr, _) | Expr::IsNull(expr) | Expr::NotNull(expr) => {
            aggregates(expr, found);
        }
        Expr::Unary(_, expr) | Expr::InSelect { lhs: expr, .. } | Expr::InTable { lhs: expr, .. } => {
            aggregates(expr, found);
        }
        Expr::InList { lhs, rhs, .. } => {
            aggregates(lhs, found);
            for item in rhs.unwrap_or_default() {
                aggregates(item, found);
            }
        }
        Expr::Like { lhs, rhs, escape, .. } => {
            for part in [*lhs, *rhs].into_iter().chain(*escape) {
                aggregates(part, found);
            }
        }
        Expr::Parenthesized(parts) => {
            for part in parts {
                aggregates(part, found);
            }
        }
        _ => {}
    }
}

/// A call of `min(x)` or `max(x)`: its name and argument.
pub(super) fn extreme<'b>(call: &'b Expr<'b>) -> Option<(&'static str, &'b Expr<'b>)> {
    let Expr::FunctionCall { name, args: Some([arg]), .. } = call else { return None };
    let name = parse::name(name.0);
    ["min", "max"].into_iter().find(|known| known.eq_ignore_ascii_case(&name)).map(|name| (name, arg))
}

/// Whether a SELECT's own FROM names a table, which makes a WITH term recursive.
pub(super) fn reads_directly(select: &OneSelect<'_>, name: &str) -> bool {
    match select {
        OneSelect::Select { from: Some(from), .. } => from_reads(from, name),
        _ => false,
    }
}

fn from_reads(from: &FromClause<'_>, name: &str) -> bool {
    let reads = |table: &SelectTable<'_>| match table {
        SelectTable::Table(table, ..) => parse::name(table.name.0).eq_ignore_ascii_case(name),
        SelectTable::Sub(from, _) => from_reads(from, name),
        _ => false,
    };
    from.select.is_some_and(&reads) || from.joins.iter().flatten().any(|join| reads(&join.table))
}

/// Whether RAISE stands in an expression.
pub(in super::super) fn has_raise(expr: &Expr<'_>) -> bool {
    match expr {
        Expr::Raise(..) => true,
        Expr::Case { base, when_then_pairs, else_expr } => {
            base.iter().chain(else_expr).any(|part| has_raise(part))
                || when_then_pairs.iter().any(|(when, then)| has_raise(when) || has_raise(then))
        }
        Expr::Parenthesized(parts) => parts.iter().any(has_raise),
        Expr::Binary(left, _, right) => has_raise(left) || has_raise(right),
        Expr::Unary(_, one) | Expr::Collate(one, _) | Expr::Cast { expr: one, .. } => has_raise(one),
        Expr::FunctionCall { args, .. } => args.unwrap_or_default().iter().any(has_raise),
        _ => false,
    }
}
