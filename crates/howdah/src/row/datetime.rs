//! Moments.
use serde::{Deserialize, Serialize};
/// Tally.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MomentTally {}
