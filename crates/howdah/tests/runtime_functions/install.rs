//! Each function installs on its own, and stands in an index that is made and rebuilt under an empty search_path.

use crate::both::{Both, SCHEMA};
use howdah::postgres::emit::quote_ident;
use howdah::postgres::runtime::{self, Volatility};
use std::collections::BTreeSet;

#[test]
fn every_function_installs_alone_with_what_it_needs() {
    let database = testkit::server::server().database("runtime alone");
    let mut client = database.connect();
    client.batch_execute("SET search_path = pg_catalog, pg_temp").unwrap();
    let place = quote_ident(SCHEMA);
    assert!(runtime::functions().len() > 80);
    for (name, function) in runtime::functions() {
        client.batch_execute(&format!("BEGIN; CREATE SCHEMA {place}")).unwrap();
        // Twice: a later run replaces what an earlier one made.
        for statement in [
            runtime::install(SCHEMA, &BTreeSet::from([*name])),
            runtime::install(SCHEMA, &BTreeSet::from([*name])),
        ]
        .concat()
        {
            client.batch_execute(&statement).unwrap_or_else(|error| panic!("{name}: {error}: {statement}"));
        }
        let query = "SELECT pg_get_function_identity_arguments(p.oid), provolatile::text, proparallel::text, prokind = 'a',
            provariadic <> 0, pg_get_function_result(p.oid), (SELECT coalesce(array_agg(format_type(t, NULL) ORDER BY n), '{}') FROM
            unnest(proargtypes::oid[]) WITH ORDINALITY AS a(t, n))
            FROM pg_proc AS p WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND proname = $2 ORDER BY p.oid";
        let rows = client.query(query, &[&SCHEMA, name]).unwrap();
        assert_eq!(rows.len(), function.signatures.len(), "{name}");
        for (row, signature) in rows.iter().zip(&function.signatures) {
            let volatility = match row.get::<_, String>(1).as_str() {
                "i" => Volatility::Immutable,
                "s" => Volatility::Stable,
                _ => Volatility::Volatile,
            };
            assert_eq!(volatility, signature.volatility, "{name}");
            assert_eq!(row.get::<_, String>(2), "s", "{name} is parallel safe");
            assert_eq!(row.get::<_, bool>(3), signature.aggregate, "{name}");
            assert_eq!(row.get::<_, bool>(4), signature.variadic, "{name}");
            assert_eq!(row.get::<_, Vec<String>>(6), signature.arguments, "{name}");
            let returns: String = row.get(5);
            assert!(
                returns == signature.returns
                    || signature.returns.starts_with("TABLE")
                    || signature.returns == "record",
                "{name}: {returns}, {}",
                signature.returns
            );
        }
        client.batch_execute("ROLLBACK").unwrap();
    }
}

#[test]
fn immutable_functions_stand_in_an_index_under_an_empty_search_path() {
    let mut both = Both::new("runtime index");
    let client = &mut both.client;
    client
        .batch_execute("SET standard_conforming_strings = on; SET search_path = '';
            CREATE TABLE public.t (a text, b bigint, c double precision, d bytea, e jsonb);
            INSERT INTO public.t SELECT '2024-01-0' || n % 9 + 1, n, n / 7.0, decode('0' || n % 10, 'hex'), '{\"a\": [1]}' FROM generate_series(1, 50) AS g(n)")
        .unwrap();
    let mut made = 0;
    for (name, function) in runtime::functions() {
        for signature in &function.signatures {
            let usable = |one: &str| {
                matches!(
                    one,
                    "text" | "bigint" | "double precision" | "bytea" | "jsonb" | "text[]" | "bigint[]"
                )
            };
            if signature.aggregate
                || signature.volatility != Volatility::Immutable
                || !signature.arguments.iter().all(|one| usable(one))
                || !matches!(
                    signature.returns,
                    "text"
                        | "bigint"
                        | "double precision"
                        | "bytea"
                        | "boolean"
                        | "timestamp without time zone"
                        | "jsonb"
                )
            {
                continue;
            }
            let arguments: Vec<&str> = signature
                .arguments
                .iter()
                .enumerate()
                .map(|(place, one)| match (*one, place, *name) {
                    ("text", _, "lite_jsonb_text") => "a",
                    ("text", 1, json) if json.starts_with("lite_json") => "'$.a[0]'",
                    ("text", 2, "lite_like") | ("text", 1, "lite_like_pattern") => "'x'",
                    ("text", ..) => "a",
                    ("bigint", ..) => "b",
                    ("double precision", ..) => "c",
                    ("bytea", _, "lite_jsonb_text") => "decode('00', 'hex')",
                    ("bytea", ..) => "d",
                    ("jsonb", ..) => "e",
                    ("bigint[]", ..) => "b + 60",
                    _ if signature.variadic => "a",
                    _ => "ARRAY[a]",
                })
                .collect();
            let index =
                format!("CREATE INDEX ON public.t (({}({})))", Both::name(name), arguments.join(", "));
            client.batch_execute(&index).unwrap_or_else(|error| panic!("{index}: {error:?}"));
            made += 1;
        }
    }
    assert!(made > 60, "only {made} indexes");
    client.batch_execute("REINDEX TABLE public.t").unwrap();
    client.batch_execute("VACUUM (ANALYZE) public.t").unwrap();
    client.batch_execute("UPDATE public.t SET b = b + 1").unwrap();
}

#[test]
fn what_is_called_for_every_row_becomes_part_of_the_query() {
    let mut both = Both::new("runtime inline");
    both.client.batch_execute("CREATE TABLE public.t (a text, b bigint, c double precision)").unwrap();
    for (call, inlined) in [
        ("lite_like('%x%', a)", "lower((a)"),
        ("lite_like('a\\_b', a, '\\')", "lower((a)"),
        ("lite_glob('*x*', a)", "~"),
        ("lite_nocase(a)", "lower((a)"),
        ("lite_substr(a, 2, 3)", "substr(a"),
        ("lite_instr(a, 'x')", "strpos((a)"),
        ("lite_div(b, 3)", "(b / '3'::bigint)"),
        ("lite_round(c)", "trunc("),
        ("lite_rtrimmed(a)", "rtrim(a"),
    ] {
        let question =
            format!("SET standard_conforming_strings = on; SELECT {} FROM public.t", Both::name(call));
        let (set, select) = question.split_once("; ").unwrap();
        both.client.batch_execute(set).unwrap();
        let lines = both.client.query(&format!("EXPLAIN (VERBOSE, COSTS OFF) {select}"), &[]).unwrap();
        let plan: String = lines.iter().map(|line| line.get::<_, String>(0)).collect::<Vec<_>>().join("\n");
        assert!(plan.contains(inlined) && !plan.contains("lite_"), "{call} is not inlined:\n{plan}");
    }
}
