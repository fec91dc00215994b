//! `bytea`: BLOBs, texts as their bytes, and numbers as the bytes of their text. It holds everything.

use super::{Held, Subject, text};
use crate::row::format::Format;

pub(super) fn hold(subject: &Subject) -> Held {
    let profile = subject.profile;
    let format = if profile.texts > profile.blobs { Format::BlobText } else { Format::Blob };
    let blobs_alone = profile.blobs == profile.values();
    // Bytes of texts that are kept as they are never meet; a BLOB may hold the very bytes of a text.
    let distinct = blobs_alone || (profile.blobs == 0 && (subject.numbers() == 0 || text::distinct(subject)));
    Held { format, distinct }
}
