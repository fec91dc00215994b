//! TLS against a server with a certificate of its own: each sslmode does what libpq promises, no more and no less.

use howdah::postgres::{ConnectOptions, Dsn, Purpose, account, connect};
use howdah::{Error, Kind};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::server::{Auth, Options, Server};

/// Certificates in a directory that the server may read.
struct Certificates {
    directory: tempfile::TempDir,
}

impl Certificates {
    fn make() -> Certificates {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755)).expect("opened");
        let certificates = Certificates { directory };
        // An authority, and a server's certificate that it signed for the name "localhost" only.
        certificates.openssl("req -new -x509 -days 30 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout ca.key -out ca.crt -subj /CN=authority");
        certificates.openssl("req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout server.key -out server.csr -subj /CN=server");
        std::fs::write(certificates.path("san"), "subjectAltName=DNS:localhost\n").expect("written");
        certificates.openssl("x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile san -out server.crt");
        // The manual's self-signed certificate, which is an authority's too.
        certificates.openssl("req -new -x509 -days 30 -nodes -newkey rsa:2048 -keyout self.key -out self.crt -subj /CN=localhost -addext subjectAltName=DNS:localhost");
        // Another authority, which signed nothing here.
        certificates.openssl("req -new -x509 -days 30 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout other.key -out other.crt -subj /CN=other");
        let owner = account::for_server().expect("an account for the server");
        for name in ["server.key", "self.key"] {
            let path = certificates.path(name);
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).expect("closed");
            if account::current().uid == 0 {
                chown(&path, Some(owner.uid), Some(owner.gid)).expect("given to the server");
            }
        }
        certificates
    }

    fn openssl(&self, arguments: &str) {
        let output = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(self.directory.path())
            .output()
            .expect("openssl is installed (apt-get install openssl)");
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn server(&self, name: &str, options: Options) -> Server {
        let path = |end: &str| self.path(&format!("{name}.{end}")).display().to_string();
        Server::start(
            options
                .setting("ssl", "on")
                .setting("ssl_cert_file", &path("crt"))
                .setting("ssl_key_file", &path("key")),
        )
    }

    fn hba(&self, lines: &str) -> String {
        let path = self.path("hba");
        std::fs::write(&path, lines).expect("written");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("opened");
        path.display().to_string()
    }
}

/// Connects over TCP to `host` and says whether the connection is encrypted.
fn encrypted(server: &Server, host: &str, options: &str) -> Result<bool, Error> {
    let url = server.tcp_url("postgres").replace("127.0.0.1", host);
    let dsn = Dsn::parse_with(&format!("{url}?{options}"), &|_| None)?;
    let mut client = connect(&dsn, &ConnectOptions::new(Purpose::Inspect))?;
    let row = client.query_one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[])?;
    Ok(row.try_get(0)?)
}

fn root(path: &Path) -> String {
    format!("sslrootcert={}", path.display())
}

#[test]
fn each_sslmode_checks_what_libpq_promises() {
    let certificates = Certificates::make();
    let server = certificates.server("server", Options::default());
    let (ca, other) = (root(&certificates.path("ca.crt")), root(&certificates.path("other.crt")));
    let ask = |host: &str, options: &str| encrypted(&server, host, options);

    assert!(!ask("127.0.0.1", "sslmode=disable").expect("plain"));
    assert!(!ask("127.0.0.1", "sslmode=allow").expect("plain is tried first"));
    assert!(ask("127.0.0.1", "sslmode=prefer").expect("TLS is offered"));
    assert!(ask("127.0.0.1", "").expect("prefer is the default"));
    // Encryption without knowing the peer: any certificate and any name will do.
    assert!(ask("127.0.0.1", "sslmode=require").expect("encrypted"));
    assert!(
        ask("127.0.0.1", &format!("sslmode=prefer&{other}"))
            .expect("prefer does not look at the certificate")
    );
    // With a root certificate, require means verify-ca.
    assert!(ask("127.0.0.1", &format!("sslmode=require&{ca}")).expect("the authority's"));
    assert!(ask("127.0.0.1", &format!("sslmode=require&{other}")).is_err());
    // verify-ca: the right authority, any name.
    assert!(ask("127.0.0.1", &format!("sslmode=verify-ca&{ca}")).expect("the name does not matter"));
    let unknown = ask("127.0.0.1", &format!("sslmode=verify-ca&{other}")).expect_err("another authority");
    assert_eq!((unknown.kind, unknown.message.as_str()), (Kind::Target, "the TLS connection failed"));
    assert!(unknown.hint.is_some_and(|hint| hint.contains("sslrootcert")));
    // verify-full: the name as well.
    assert!(ask("localhost", &format!("sslmode=verify-full&{ca}")).expect("name and authority"));
    let name =
        ask("127.0.0.1", &format!("sslmode=verify-full&{ca}")).expect_err("not the certificate's name");
    assert!(name.hint.as_deref().is_some_and(|hint| hint.contains("subjectAltName")), "{name:?}");
    assert!(ask("localhost", &format!("sslmode=verify-full&{other}")).is_err());
    // The system's authorities did not sign this.
    assert!(ask("localhost", "sslmode=verify-full&sslrootcert=system").is_err());
}

#[test]
fn a_self_signed_certificate_is_its_own_root() {
    let certificates = Certificates::make();
    let server = certificates.server("self", Options::default());
    let own = root(&certificates.path("self.crt"));
    let ask = |host: &str, options: &str| encrypted(&server, host, options);
    assert!(ask("localhost", &format!("sslmode=verify-full&{own}")).expect("the very certificate"));
    assert!(ask("127.0.0.1", &format!("sslmode=verify-ca&{own}")).expect("the very certificate"));
    let name =
        ask("127.0.0.1", &format!("sslmode=verify-full&{own}")).expect_err("not the certificate's name");
    assert!(name.hint.as_deref().is_some_and(|hint| hint.contains("subjectAltName")), "{name:?}");
    assert!(
        ask("localhost", &format!("sslmode=verify-full&{}", root(&certificates.path("ca.crt")))).is_err()
    );
}

#[test]
fn the_other_way_is_tried_where_libpq_tries_it() {
    let certificates = Certificates::make();
    let everybody = "local all all trust\n";
    let only_tls = certificates.hba(&format!("{everybody}hostssl all all 127.0.0.1/32 trust\n"));
    let server = certificates.server("server", Options::default().setting("hba_file", &only_tls));
    assert!(encrypted(&server, "127.0.0.1", "sslmode=allow").expect("TLS after plain was refused"));
    let refused = encrypted(&server, "127.0.0.1", "sslmode=disable").expect_err("plain is not admitted");
    assert!(refused.message.contains("admits no such login"));
    drop(server);

    let only_plain = certificates.hba(&format!("{everybody}hostnossl all all 127.0.0.1/32 trust\n"));
    let server = certificates.server("server", Options::default().setting("hba_file", &only_plain));
    assert!(!encrypted(&server, "127.0.0.1", "sslmode=prefer").expect("plain after TLS was refused"));
    assert!(encrypted(&server, "127.0.0.1", "sslmode=require").is_err());
}

#[test]
fn a_server_without_tls_is_said_so() {
    let server = Server::start(Options::default());
    assert!(!encrypted(&server, "127.0.0.1", "sslmode=prefer").expect("plain"));
    for mode in ["require", "verify-full"] {
        let error = encrypted(&server, "127.0.0.1", &format!("sslmode={mode}")).expect_err("no TLS");
        assert_eq!(error.message, "the server offers no TLS");
    }
}

#[test]
fn the_password_is_bound_to_the_channel_when_asked() {
    let certificates = Certificates::make();
    let auth = Auth::Password("word".into());
    let server = certificates.server("server", Options { auth, ..Options::default() });
    assert!(encrypted(&server, "127.0.0.1", "sslmode=require&channel_binding=require").expect("bound"));
    assert!(encrypted(&server, "127.0.0.1", "sslmode=disable&channel_binding=require").is_err());
    assert!(!encrypted(&server, "127.0.0.1", "sslmode=disable&channel_binding=prefer").expect("not bound"));
}

#[test]
fn a_client_certificate_logs_in() {
    let certificates = Certificates::make();
    certificates.openssl("req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout client.key -out client.csr -subj /CN=postgres");
    std::fs::write(certificates.path("client.ext"), "extendedKeyUsage=clientAuth\n").expect("written");
    certificates.openssl("x509 -req -in client.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile client.ext -out client.crt");
    let hba = certificates.hba("local all all trust\nhostssl all all 127.0.0.1/32 cert\n");
    let ca = certificates.path("ca.crt").display().to_string();
    let options = Options::default().setting("hba_file", &hba).setting("ssl_ca_file", &ca);
    let server = certificates.server("server", options);
    let files = format!(
        "sslmode=require&sslcert={}&sslkey={}",
        certificates.path("client.crt").display(),
        certificates.path("client.key").display()
    );
    assert!(encrypted(&server, "127.0.0.1", &files).expect("the certificate names the role"));
    assert!(encrypted(&server, "127.0.0.1", "sslmode=require").is_err());
    let missing = encrypted(&server, "127.0.0.1", "sslmode=require&sslcert=/nowhere.crt&sslkey=/nowhere.key");
    assert_eq!(missing.expect_err("no such file").kind, Kind::Usage);
}
