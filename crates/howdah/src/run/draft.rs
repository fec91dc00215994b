//! A report while it is being made: the clock, the stages' seconds, and the lines that a run fills in.

use crate::error::{Error, Kind, Result};
use crate::plan::model::Plan;
use crate::report::event::{Event, Stage, Watch};
use crate::report::finding::Finding;
use crate::report::run::{
    Failure, LedgerLine, PlaceReport, REPORT_VERSION, RunReport, StageSeconds, TableReport, TypeReport,
    Verdict,
};
use std::time::Instant;

/// A report that is not finished.
pub struct Draft {
    started: Instant,
    wrote: bool,
    report: RunReport,
}

impl Draft {
    /// Begins a report.
    pub fn begin(command: &str) -> Draft {
        let now = now();
        Draft {
            started: Instant::now(),
            wrote: false,
            report: RunReport {
                version: REPORT_VERSION,
                command: command.into(),
                howdah: env!("CARGO_PKG_VERSION").into(),
                started: now.clone(),
                finished: now,
                seconds: 0.0,
                source: PlaceReport::default(),
                target: PlaceReport::default(),
                plan: String::new(),
                resumed: false,
                stages: Vec::new(),
                tables: Vec::new(),
                types: Vec::new(),
                findings: Vec::new(),
                ledger: Vec::new(),
                proof: None,
                verdict: Verdict::NotProven,
                failure: None,
                next: Vec::new(),
            },
        }
    }

    /// The report so far.
    pub fn report(&mut self) -> &mut RunReport {
        &mut self.report
    }

    /// Runs a stage: sends its events, takes its time.
    pub fn stage<T>(
        &mut self,
        watch: Watch<'_>,
        stage: Stage,
        (rows, bytes): (u64, u64),
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        watch.check()?;
        watch.send(Event::StageStarted { stage, rows, bytes });
        let started = Instant::now();
        let result = work()?;
        let seconds = started.elapsed().as_secs_f64();
        watch.send(Event::StageEnded { stage, seconds });
        self.report.stages.push(StageSeconds { stage, seconds });
        Ok(result)
    }

    /// Fills in what the plan says.
    pub fn take_plan(&mut self, plan: &Plan) {
        let report = &mut self.report;
        report.plan = plan.id.clone();
        report.findings = plan.findings.clone();
        report.types = plan
            .tables
            .iter()
            .flat_map(|table| {
                table.columns.iter().map(|column| TypeReport {
                    table: table.lite.clone(),
                    column: column.lite.clone(),
                    declared: column.declared.clone(),
                    target: column.logical.sql(),
                    reason: column.reason.clone(),
                })
            })
            .collect();
        report.tables = plan
            .tables
            .iter()
            .map(|table| TableReport {
                source: table.lite.clone(),
                target: format!("{}.{}", table.schema, table.target),
                source_rows: table.rows,
                target_rows: None,
                bytes: table.bytes,
                seconds: 0.0,
                result: "planned".into(),
            })
            .collect();
    }

    /// Adds a finding made while running.
    pub fn finding(&mut self, finding: Finding) {
        self.report.findings.push(finding);
    }

    /// Adds a line to the ledger.
    pub fn ledger(&mut self, line: LedgerLine) {
        self.report.ledger.push(line);
    }

    /// Notes that the target holds tables of this migration from now on.
    pub fn wrote(&mut self) {
        self.wrote = true;
    }

    /// Ends the report of a run that did not come to its end.
    pub fn fail(mut self, error: &Error) -> RunReport {
        let verdict = match error.kind {
            Kind::Interrupted => Verdict::Interrupted,
            Kind::Answer | Kind::Unsafe if !self.wrote => Verdict::Refused,
            _ => Verdict::Failed,
        };
        self.report.failure = Some(Failure {
            message: error.to_string(),
            detail: error.detail.clone(),
            hint: error.hint.clone(),
            exit_code: error.kind.exit_code(),
            wrote: self.wrote,
        });
        self.finish(verdict)
    }

    /// Ends the report.
    pub fn finish(mut self, verdict: Verdict) -> RunReport {
        self.report.finished = now();
        self.report.seconds = self.started.elapsed().as_secs_f64();
        self.report.verdict = verdict;
        self.report
    }
}

/// The time in UTC, to the second, as RFC 3339 writes it.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
