//! TLS as libpq means it (<https://www.postgresql.org/docs/current/libpq-ssl.html>), done by rustls.
//!
//! Gives [`super::connect`] a connector for a [`Dsn`]. libpq's weaker modes encrypt without knowing the peer, which
//! rustls rightly calls dangerous: [`Trust`] says for each mode what is checked and why no more.

use super::dsn::{Dsn, SslMode};
use crate::error::{Error, Kind, Result};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// The connector for a login.
pub fn connector(dsn: &Dsn) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(ring::default_provider());
    let trust = Trust::of(dsn, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::bug("TLS could not be set up").caused_by(error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(trust));
    let config = match client_certificate(dsn)? {
        None => builder.with_no_client_auth(),
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(|error| {
            usage("the client certificate and its key do not fit together")
                .detail(format!("The reason: {error}."))
        })?,
    };
    Ok(MakeRustlsConnect::new(config))
}

/// What is checked of the server's certificate.
#[derive(Debug)]
struct Trust {
    provider: Arc<CryptoProvider>,
    check: Check,
}

#[derive(Debug)]
enum Check {
    /// Nothing: `allow`, `prefer` and `require` without a root certificate. libpq promises for them protection
    /// against eavesdropping only, and most servers' certificates are self-made; whoever wants to know the peer says
    /// `verify-full`. The handshake's signature is still checked, since SCRAM's channel binding builds on it.
    Nothing,
    /// The chain of trust, and with `name` the host's name too.
    Chain { verifier: Arc<WebPkiServerVerifier>, roots: Vec<CertificateDer<'static>>, name: bool },
}

impl Trust {
    fn of(dsn: &Dsn, provider: &Arc<CryptoProvider>) -> Result<Trust> {
        let file = match dsn.sslrootcert.as_deref() {
            Some("system") => None,
            Some(path) => Some(PathBuf::from(path)),
            None => home_file("root.crt"),
        };
        let name = dsn.sslmode == SslMode::VerifyFull;
        let verifies = matches!(dsn.sslmode, SslMode::VerifyCa | SslMode::VerifyFull);
        // As in libpq: with a root certificate at hand, `require` means `verify-ca`.
        let check = if verifies || (dsn.sslmode == SslMode::Require && file.is_some()) {
            let roots = match &file {
                Some(path) => certificates(path)?,
                None => system_roots()?,
            };
            let mut store = RootCertStore::empty();
            let (usable, _) = store.add_parsable_certificates(roots.iter().cloned());
            if usable == 0 {
                return Err(usage("no root certificate could be read")
                    .hint("Name a PEM file of root certificates: sslrootcert=/path/to/root.crt."));
            }
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone())
                .build()
                .map_err(|error| usage("the root certificates cannot be used").detail(format!("{error}.")))?;
            Check::Chain { verifier, roots: if file.is_some() { roots } else { Vec::new() }, name }
        } else {
            Check::Nothing
        };
        Ok(Trust { provider: provider.clone(), check })
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let Check::Chain { verifier, roots, name } = &self.check else {
            return Ok(ServerCertVerified::assertion());
        };
        match verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // `verify-ca` does not ask for the name; the verifier looks at it last, when all else is well.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !name => Ok(ServerCertVerified::assertion()),
            // The self-signed certificate that PostgreSQL's manual teaches to make is an authority's, and given as
            // its own root. OpenSSL accepts it; webpki says that an authority is no server. The very certificate was
            // named by the user, and webpki had checked its dates before it said so.
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(_)))
                if roots.contains(end_entity) =>
            {
                if *name {
                    let certificate = rustls::server::ParsedCertificate::try_from(end_entity)?;
                    rustls::client::verify_server_name(&certificate, server_name)?;
                }
                Ok(ServerCertVerified::assertion())
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

type ClientCertificate = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// The client's certificate: what the URL names, or libpq's default files when both are there.
fn client_certificate(dsn: &Dsn) -> Result<Option<ClientCertificate>> {
    let certificate = dsn.sslcert.as_ref().map(PathBuf::from).or_else(|| home_file("postgresql.crt"));
    let key = dsn.sslkey.as_ref().map(PathBuf::from).or_else(|| home_file("postgresql.key"));
    match (certificate, key) {
        (None, _) => Ok(None),
        (Some(_), None) => Err(usage("a client certificate is given without its key")
            .hint("Name the key: sslkey=/path/to/client.key.")),
        (Some(certificate), Some(key)) => {
            let chain = certificates(&certificate)?;
            let private = PrivateKeyDer::from_pem_file(&key).map_err(|error| {
                usage(format!("the client key {} cannot be read", key.display()))
                    .detail(format!("The reason: {error}."))
                    .hint("The key is an unencrypted PEM file.")
            })?;
            Ok(Some((chain, private)))
        }
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read = || CertificateDer::pem_file_iter(path)?.collect::<std::result::Result<Vec<_>, _>>();
    match read() {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(usage(format!("{} holds no certificate", path.display())).hint("It is a PEM file.")),
        Err(error) => Err(usage(format!("the certificate file {} cannot be read", path.display()))
            .detail(format!("The reason: {error}."))),
    }
}

fn system_roots() -> Result<Vec<CertificateDer<'static>>> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        return Err(usage("the operating system has no root certificates")
            .hint("Install them (package ca-certificates), or name a file: sslrootcert=/path/to/root.crt."));
    }
    Ok(found.certs)
}

/// A file of libpq's directory `~/.postgresql`, when it is there.
fn home_file(name: &str) -> Option<PathBuf> {
    let home = super::environment::of_process("HOME")?;
    Some(Path::new(&home).join(".postgresql").join(name)).filter(|path| path.is_file())
}

fn usage(message: impl Into<String>) -> Error {
    Error::new(Kind::Usage, message)
}
