//! The wire between a card program and the virtual reader `vpcd`.
//!
//! The driver listens, the card connects. Each message is a 16-bit big-endian length and a
//! payload. A payload of one byte is control: power off, power on, reset, or "give your ATR".
//! Anything else is a command for the card. Only an ATR request and a command are answered.

use std::io::{self, Read, Write};
use std::net::TcpStream;

/// What a card does when the reader speaks to it.
pub trait Responder {
    fn power_on(&mut self);
    fn power_off(&mut self);
    fn reset(&mut self);
    /// Asked every 0.4 s while the card is in the reader, so it has to be quick.
    fn atr(&mut self) -> Vec<u8>;
    /// The reply to a command, or `None`: the card is pulled out, without an answer.
    fn transmit(&mut self, apdu: &[u8]) -> Option<Vec<u8>>;
}

const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const RESET: u8 = 2;
const ATR: u8 = 4;

/// Serves the card until the reader closes the connection or the card is pulled.
pub fn serve(mut stream: TcpStream, card: &mut dyn Responder) -> io::Result<()> {
    while let Some(message) = read_message(&mut stream)? {
        let reply = match message[..] {
            [POWER_OFF] => {
                card.power_off();
                continue;
            }
            [POWER_ON] => {
                card.power_on();
                continue;
            }
            [RESET] => {
                card.reset();
                continue;
            }
            [ATR] => card.atr(),
            _ => match card.transmit(&message) {
                Some(reply) => reply,
                None => return Ok(()),
            },
        };
        write_message(&mut stream, &reply)?;
    }
    Ok(())
}

/// The next message, or `None` when the reader closed the connection between two messages.
pub fn read_message(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    acknowledge_at_once(stream)?;
    let mut length = [0; 2];
    if stream.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    stream
        .read_exact(&mut length[1..])
        .map_err(|error| explain(error, "the reader closed inside a length"))?;
    let length = u16::from_be_bytes(length);
    if length == 0 {
        let error = io::Error::from(io::ErrorKind::InvalidData);
        return Err(explain(error, "the reader sent an empty message"));
    }
    let mut message = vec![0; usize::from(length)];
    stream
        .read_exact(&mut message)
        .map_err(|error| explain(error, "the reader closed inside a message"))?;
    Ok(Some(message))
}

/// Sends one message in one piece.
pub fn write_message(stream: &mut TcpStream, payload: &[u8]) -> io::Result<()> {
    let length = u16::try_from(payload.len()).map_err(|_| {
        let text = format!(
            "a reply of {} bytes does not fit a vpcd frame (65535)",
            payload.len()
        );
        io::Error::new(io::ErrorKind::InvalidInput, text)
    })?;
    let mut frame = Vec::with_capacity(2 + payload.len());
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(payload);
    stream.write_all(&frame)
}

/// The driver leaves Nagle's algorithm on and we may delay acknowledgements: without these
/// two options each exchange can cost 40 ms. Quick acknowledgement wears off, so it is asked for
/// before each read.
fn acknowledge_at_once(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket2::SockRef::from(stream).set_tcp_quickack(true)?;
    Ok(())
}

fn explain(error: io::Error, what: &str) -> io::Error {
    io::Error::new(error.kind(), format!("{what}: {error}"))
}
