//! A session that reads rows in bulk.
//!
//! The driver's blocking client enters its runtime anew for every message, and a COPY sends a message a row, so that
//! reading a small row costs more than the server needs to send it. This session enters the runtime once for all rows
//! that have arrived.

use super::connect::{Login, LoginError};
use crate::error::Result;
use bytes::{Buf, Bytes};
use futures_util::{FutureExt, StreamExt};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, BufRead, Read};
use std::pin::Pin;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, Connection, CopyOutStream, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A connection with a runtime of its own, which makes progress only while it is asked for something.
pub struct BulkSession {
    // Before the runtime, on which the connection runs that it speaks to.
    client: Client,
    runtime: Runtime,
}

impl BulkSession {
    /// Executes statements and gives away what they return.
    pub fn batch_execute(&mut self, sql: &str) -> Result<()> {
        Ok(self.runtime.block_on(self.client.batch_execute(sql))?)
    }

    /// Starts a COPY to the client.
    pub(super) fn copy_out(&mut self, sql: &str) -> Result<Arrived<'_>> {
        let stream = self.runtime.block_on(self.client.copy_out(sql))?;
        Ok(Arrived {
            runtime: &self.runtime,
            stream: Box::pin(stream),
            messages: VecDeque::new(),
            ended: false,
        })
    }
}

impl Login for BulkSession {
    fn login(config: Config, connector: Option<MakeRustlsConnect>) -> std::result::Result<Self, LoginError> {
        // Without threads: everything happens in the thread that asks.
        let runtime = Builder::new_current_thread().enable_all().build().map_err(LoginError::Runtime)?;
        let client = runtime.block_on(async {
            match connector {
                Some(connector) => {
                    let (client, connection) = config.connect(connector).await?;
                    tokio::spawn(drive(connection));
                    Ok::<_, tokio_postgres::Error>(client)
                }
                None => {
                    let (client, connection) = config.connect(NoTls).await?;
                    tokio::spawn(drive(connection));
                    Ok(client)
                }
            }
        })?;
        Ok(BulkSession { client, runtime })
    }

    fn execute(&mut self, sql: &str) -> std::result::Result<(), tokio_postgres::Error> {
        self.runtime.block_on(self.client.batch_execute(sql))
    }
}

/// Moves messages until the connection ends; the client is told what ended it. Notices are dropped: their text may
/// quote rows.
async fn drive<S, T>(mut connection: Connection<S, T>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(_)) = poll_fn(|context| connection.poll_message(context)).await {}
}

/// Rows that have arrived, as the stream of bytes that the server sends.
pub(super) struct Arrived<'s> {
    runtime: &'s Runtime,
    stream: Pin<Box<CopyOutStream>>,
    messages: VecDeque<Bytes>,
    ended: bool,
}

/// Messages taken at once, so that little waits in memory besides what the connection has read.
const MESSAGES: usize = 1024;

impl Arrived<'_> {
    /// Waits until a row or the end has arrived, and takes what has arrived with it.
    fn wait(&mut self) -> std::result::Result<(), tokio_postgres::Error> {
        let Arrived { runtime, stream, messages, ended } = self;
        runtime.block_on(async {
            while messages.len() < MESSAGES {
                let message = if messages.is_empty() {
                    stream.next().await
                } else if let Some(message) = stream.next().now_or_never() {
                    message
                } else {
                    break;
                };
                match message.transpose()? {
                    // An empty message would look like the end.
                    Some(message) => messages.extend(Some(message).filter(|message| !message.is_empty())),
                    None => {
                        *ended = true;
                        break;
                    }
                }
            }
            Ok(())
        })
    }
}

impl Read for Arrived<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Arrived<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.messages.is_empty() && !self.ended {
            self.wait().map_err(io::Error::other)?;
        }
        Ok(self.messages.front().map_or(&[], |message| &message[..]))
    }

    fn consume(&mut self, length: usize) {
        if let Some(message) = self.messages.front_mut() {
            message.advance(length);
            if message.is_empty() {
                self.messages.pop_front();
            }
        }
    }
}
