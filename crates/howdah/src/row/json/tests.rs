//! JSON without a server: what is refused, and the styles of known writers.

use super::*;
use crate::row::format::JsonStyle;
use proptest::prelude::*;
use serde_json::{Map, Value};

fn canonical(text: &str) -> Result<String, ProblemKind> {
    let mut out = vec![7];
    let result = canonical_jsonb(text.as_bytes(), &mut JsonScratch::default(), &mut out);
    if let Err(problem) = result {
        assert_eq!(out, [7], "nothing is appended on error");
        return Err(problem.kind);
    }
    assert_eq!(out[..2], [7, 1]);
    Ok(String::from_utf8(out.split_off(2)).unwrap())
}

fn problem(text: &[u8]) -> ProblemKind {
    validate(text).unwrap_err().kind
}

#[test]
fn what_is_not_rfc_8259_is_refused() {
    for text in [
        "",
        " ",
        "{",
        "[",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\":}",
        "{1:2}",
        "[,1]",
        "]",
        "1 2",
        "01",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "-",
        "0x10",
        "NaN",
        "Infinity",
        "nul",
        "tru e",
        "nullx",
        "// c\n1",
        "[1]/**/",
        "\"",
        "\"\\\"",
        "\"\\x41\"",
        "\"\\u12g4\"",
        "\"\\u123",
        "\"tab\there\"",
        "\"line\nhere\"",
        "\"\0\"",
        "{\"a\":1]",
        "[1}",
        "\u{feff}1",
        "\u{a0}1",
        "\u{c}1",
    ] {
        assert_eq!(problem(text.as_bytes()), ProblemKind::Syntax, "{text:?}");
    }
    assert_eq!(problem(b"\"\xff\""), ProblemKind::BadUtf8);
    assert_eq!(problem(b"\"\xed\xa0\x80\""), ProblemKind::BadUtf8);
    assert_eq!(validate(b"[1, 2, x]"), Err(JsonProblem { offset: 7, kind: ProblemKind::Syntax }));
}

#[test]
fn what_json_takes_and_jsonb_does_not_is_told_apart() {
    for (text, kind) in [
        (r#""\u0000""#, ProblemKind::NulEscape),
        (r#"{"\u0000":1}"#, ProblemKind::NulEscape),
        (r#""\ud800""#, ProblemKind::LoneSurrogate),
        (r#""\ud83dx""#, ProblemKind::LoneSurrogate),
        (r#""\ud83d\n""#, ProblemKind::LoneSurrogate),
        (r#""\ud83d\u0041""#, ProblemKind::LoneSurrogate),
        (r#""\ude00\ud83d""#, ProblemKind::LoneSurrogate),
        ("1e131072", ProblemKind::NumberOutOfRange),
        ("[1e-16384]", ProblemKind::NumberOutOfRange),
        ("0e-16384", ProblemKind::NumberOutOfRange),
        ("1e99999999999999999999", ProblemKind::NumberOutOfRange),
    ] {
        let shape = validate(text.as_bytes()).unwrap();
        assert_eq!(shape.jsonb_problem.map(|problem| problem.kind), Some(kind), "{text}");
        assert_eq!(canonical(text), Err(kind), "{text}");
    }
    assert!(validate(b"{\"a\":\"\\ud83d\\ude00\"}").unwrap().fits_jsonb());
    assert!(validate(format!("1{}", "0".repeat(131_072)).as_bytes()).unwrap().jsonb_problem.is_some());
    assert!(validate(format!("1{}", "0".repeat(131_071)).as_bytes()).unwrap().fits_jsonb());
}

#[test]
fn depth_is_limited_and_never_exhausts_the_stack() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(canonical(&nested(1000)).is_ok());
    assert_eq!(canonical(&nested(1001)), Err(ProblemKind::TooDeep));
    assert_eq!(problem("[".repeat(1_000_000).as_bytes()), ProblemKind::TooDeep);
    let objects = format!("{}1{}", "{\"b\":0,\"a\":".repeat(1000), "}".repeat(1000));
    let sorted = format!("{}1{}", "{\"a\": ".repeat(1000), ", \"b\": 0}".repeat(1000));
    assert_eq!(canonical(&objects), Ok(sorted));
}

#[test]
fn a_text_that_grows_beyond_what_can_be_sent_is_refused() {
    let text = format!("[{}1]", "1e131000,".repeat(20));
    let mut out = Vec::new();
    let mut within = |bytes_max| {
        let scratch = &mut JsonScratch::default();
        out.clear();
        canonical::canonical_within(bytes_max, text.as_bytes(), scratch, &mut out)
            .map_err(|problem| problem.kind)
    };
    assert_eq!(within(1_000_000), Err(ProblemKind::TooLarge));
    assert_eq!(within(3_000_000), Ok(()));
}

#[test]
fn keys_are_ordered_by_their_unescaped_length_and_the_last_of_equals_stays() {
    assert_eq!(
        canonical(r#"{"bb":1,"a":2,"\n":3,"ab":4,"\u0061":5,"\"":6,"é":7}"#).as_deref(),
        Ok(r#"{"\n": 3, "\"": 6, "a": 5, "ab": 4, "bb": 1, "é": 7}"#)
    );
    assert_eq!(
        canonical(r#"{"a":{"c":1,"b":[2,{"z":1,"y":2}]},"a":{"c":1,"b":0}}"#).as_deref(),
        Ok(r#"{"a": {"b": 0, "c": 1}}"#)
    );
}

/// Documents of one writer; each must come back from its canonical bytes.
#[track_caller]
fn style_restores(texts: &[&str]) -> JsonStyle {
    let mut learner = StyleLearner::default();
    texts.iter().for_each(|text| learner.observe(text.as_bytes()).unwrap());
    let style = learner.style();
    let mut renderer = StyleRenderer::new(&style);
    let mut scratch = JsonScratch::default();
    for text in texts {
        let mut bytes = Vec::new();
        canonical_jsonb(text.as_bytes(), &mut JsonScratch::default(), &mut bytes).unwrap();
        let mut rendered = Vec::new();
        renderer.render(&bytes, &mut rendered).unwrap();
        assert_eq!(String::from_utf8(rendered).unwrap(), *text, "{style:?}");
        assert!(renderer.restores(text.as_bytes(), &bytes));
        assert!(restores(text.as_bytes(), &bytes, &style, &mut scratch));
        assert!(!renderer.restores(format!("{text} ").as_bytes(), &bytes));
    }
    style
}

#[test]
fn python_json_dumps_is_restored() {
    let ascii = style_restores(&[
        r#"{"id": 7, "type": "note", "author": {"name": "Zo\u00eb <z@x.org>", "id": 3, "tags": ["a/b", "\u00fc", "\ud83d\ude00"]}, "items": [{"name": "x", "id": 1}, {"name": "y", "id": 2}], "body": "line\nquote\" back\\ tab\t bell\u0007 & end", "n": [1, -2.5, 0.1, null, true, false], "empty": {}, "none": [], "deep": [[], [[{}]], [{"id": 1, "type": "t"}]]}"#,
        r#"{"id": 8, "type": "empty", "late": {"id": 1}, "empty": {}}"#,
    ]);
    assert!(ascii.ascii && ascii.space_after_comma && ascii.space_after_colon && !ascii.sorted_keys);
    assert!(!style_restores(&[r#"{"id": 7, "type": "Zoë", "a": "/"}"#]).ascii);
    let sorted = style_restores(&[
        r#"{"author": {"id": 3, "name": "Zo\u00eb"}, "body": "x", "deep": [], "id": 7, "type": "note"}"#,
        r#"{"a": 1, "bb": 2, "c": 3}"#,
    ]);
    assert!(sorted.sorted_keys && sorted.key_order.is_empty());
}

#[test]
fn python_and_javascript_indentation_is_restored() {
    let style = style_restores(&[
        "{\n    \"id\": 7,\n    \"author\": {\n        \"name\": \"Zo\\u00eb\",\n        \"id\": 3,\n        \"tags\": [\n            \"a/b\"\n        ]\n    },\n    \"empty\": {},\n    \"deep\": [\n        [],\n        [\n            [\n                {}\n            ]\n        ]\n    ]\n}",
    ]);
    assert_eq!((style.indent, style.ascii), (Some(4), true));
    assert_eq!(style_restores(&["[\n  {\n    \"b\": 1,\n    \"a\": \"ü\"\n  }\n]"]).indent, Some(2));
}

#[test]
fn javascript_json_stringify_is_restored() {
    let style = style_restores(&[
        r#"{"id":7,"type":"note","author":{"name":"Zoë <z@x.org>","id":3,"tags":["a/b","ü","😀"]},"body":"line\nquote\" back\\ tab\t bell\u0007","n":[1,-2.5,0.1,null,true,false],"empty":{},"none":[]}"#,
        r#"{"id":8,"extra":1,"type":"x","author":null}"#,
        r#"{"id":9,"author":null}"#,
    ]);
    assert!(!style.ascii && !style.space_after_comma && !style.space_after_colon && !style.escape_html);
}

#[test]
fn go_and_rails_and_php_are_restored() {
    let go =
        style_restores(&[r#"{"Name":"a\u003cb\u003e \u0026 c/ü \u2028","ID":1}"#, r#"{"Name":"","ID":2}"#]);
    assert!(go.escape_html && !go.ascii);
    let php =
        style_restores(&[r#"{"id":7,"url":"https:\/\/x.org\/\u00fc","a":"<&>"}"#, r#"{"id":8,"url":"\/"}"#]);
    assert!(php.escape_slash && php.ascii && !php.escape_html);
}

#[test]
fn an_order_that_differs_under_some_keys_is_kept_for_them() {
    let style = style_restores(&[
        r#"{"id":1,"name":"n","author":{"name":"x","id":2,"org":{"id":1,"name":"o"}},"list":[{"name":1,"id":2}]}"#,
    ]);
    let under: Vec<_> = style.nested_order.iter().map(|nested| nested.under.as_str()).collect();
    assert_eq!(under, ["author", "list"]);
}

#[test]
fn keys_that_are_data_are_not_learned() {
    let mut learner = StyleLearner::default();
    for i in 0..2000 {
        learner.observe(format!(r#"{{"z":{{"user{i}":1,"a{i}":2}},"a":1}}"#).as_bytes()).unwrap();
    }
    let style = learner.style();
    assert_eq!(style.key_order, ["z", "a"]);
    assert!(style.nested_order.is_empty());
    assert_eq!(learner.documents(), 2000);
}

#[test]
fn one_scratch_serves_several_styles() {
    let mut scratch = JsonScratch::default();
    let spaced = JsonStyle { space_after_comma: true, ..JsonStyle::default() };
    for (style, text) in
        [(&JsonStyle::default(), "[1,2]"), (&spaced, "[1, 2]"), (&JsonStyle::default(), "[1,2]")]
    {
        let mut out = Vec::new();
        render_styled(b"\x01[1, 2]", style, &mut scratch, &mut out).unwrap();
        assert_eq!(out, text.as_bytes());
    }
}

#[test]
fn bytes_that_are_no_jsonb_are_not_rendered() {
    let mut renderer = StyleRenderer::new(&JsonStyle::default());
    for bytes in [&b""[..], b"\x01", b"\x02{}", b"{}", b"\x01{\"a\"}"] {
        let mut out = vec![7];
        assert!(renderer.render(bytes, &mut out).is_err());
        assert_eq!(out, [7]);
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        any::<String>().prop_map(Value::from),
        "[a-z<>&/é\u{2028}\u{7f}\u{1}\"]{0,20}".prop_map(Value::from),
        (-1000i32..1000, 1i32..8).prop_map(|(m, d)| Value::from(f64::from(m) + 1.0 / f64::from(1 << d))),
    ]
}

fn object(keys: &'static [&'static str], value: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop::collection::vec(prop::option::of(value), keys.len())
        .prop_map(|values| {
            let members = keys.iter().zip(values).filter_map(|(key, value)| Some((key.to_string(), value?)));
            Value::Object(members.collect::<Map<_, _>>())
        })
        .boxed()
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = object(&["zeta", "id", "a\"b", "ü", "alpha"], scalar().boxed());
    let list = prop::collection::vec(prop_oneof![scalar(), leaf.clone()], 0..4).prop_map(Value::from);
    let middle = object(&["name", "meta", "id", "zz"], prop_oneof![list, leaf, scalar()].boxed());
    object(&["type", "id", "name", "data", "meta", "alpha"], prop_oneof![middle, scalar()].boxed())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn columns_of_one_writer_come_back(documents in prop::collection::vec(document(), 1..12), pretty: bool) {
        let write = |value| if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
        let texts: Vec<String> = documents.iter().map(|value| write(value).unwrap()).collect();
        // DEL apart, serde_json writes as JavaScript does.
        let (mut learner, mut other) = (StyleLearner::default(), StyleLearner::default());
        for (index, text) in texts.iter().enumerate() {
            if index % 2 == 0 { &mut learner } else { &mut other }.observe(text.as_bytes()).unwrap();
        }
        learner.merge(&other);
        let stored = serde_json::to_string(&learner).unwrap();
        prop_assert_eq!(&serde_json::from_str::<StyleLearner>(&stored).unwrap(), &learner);
        let mut style = learner.style();
        // Documents without a character above U+007F leave the question open.
        style.ascii = false;
        let mut renderer = StyleRenderer::new(&style);
        let mut scratch = JsonScratch::default();
        let unordered = texts.iter().filter(|text| {
            let mut bytes = Vec::new();
            canonical_jsonb(text.as_bytes(), &mut scratch, &mut bytes).unwrap();
            !renderer.restores(text.as_bytes(), &bytes)
        });
        prop_assert_eq!(unordered.collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), text in "[\\[\\]{},:\"\\\\u0d8e1.\n -]{0,40}") {
        for text in [&bytes[..], text.as_bytes()] {
            let mut out = Vec::new();
            let fits = canonical_jsonb(text, &mut JsonScratch::default(), &mut out).is_ok();
            prop_assert_eq!(fits, validate(text).is_ok_and(|shape| shape.fits_jsonb()));
            // Canonical text is canonical already.
            if fits {
                let mut again = Vec::new();
                canonical_jsonb(&out[1..], &mut JsonScratch::default(), &mut again).unwrap();
                prop_assert_eq!(again, out);
            }
        }
    }
}
