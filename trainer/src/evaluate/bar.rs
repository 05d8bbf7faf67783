//! What a checkpoint has to reach.

use serde::Serialize;

/// One thing to reach.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Bar {
    /// What it is about.
    pub(crate) name: String,
    /// What was measured.
    pub(crate) measured: f64,
    /// What the corpus itself, or the judge on it, reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) corpus: Option<f64>,
    /// The limit.
    pub(crate) limit: f64,
    /// Whether more is better.
    pub(crate) at_least: bool,
    /// Whether the figures are shares, shown in percent.
    #[serde(skip)]
    pub(crate) percent: bool,
    /// Whether the bar was reached.
    pub(crate) reached: bool,
}

impl Bar {
    pub(crate) fn at_least(name: &str, measured: f64, corpus: Option<f64>, limit: f64) -> Self {
        let (name, reached) = (name.to_owned(), measured >= limit);
        Self { name, measured, corpus, limit, at_least: true, percent: true, reached }
    }

    pub(crate) fn at_most(name: &str, measured: f64, corpus: Option<f64>, limit: f64) -> Self {
        let (name, reached) = (name.to_owned(), measured <= limit);
        Self { name, measured, corpus, limit, at_least: false, percent: true, reached }
    }

    /// A line of the table.
    pub(crate) fn row(&self) -> String {
        let show = |value: f64| {
            if self.percent { format!("{:.1} %", value * 100.0) } else { format!("{value:.2}") }
        };
        let corpus = self.corpus.map_or_else(|| "-".to_owned(), show);
        let sign = if self.at_least { ">=" } else { "<=" };
        format!(
            "{:<44}{:>10}{:>10}   {sign} {:<8}{}",
            self.name,
            show(self.measured),
            corpus,
            show(self.limit),
            if self.reached { "pass" } else { "FAIL" }
        )
    }
}
