# SPDX-License-Identifier: Apache-2.0
"""A relay before an honest server: it applies one fault to the stream from server to client."""
import asyncio
import dataclasses
import functools

import peer
import wire

DRIP_SECONDS = 0.0005
SINGLE = 64  # bytes of a drip that come one by one; the others by as many
BEFORE_RESET = 0.05  # what was sent before it has to arrive first
CUT, RESET, STALL = "cut", "reset", "stall"


@dataclasses.dataclass(frozen=True)
class Drip:
    """Bytes sent little by little."""
    data: bytes


def _flipped(record, at, bit):
    if at >= len(record):  # the stream went on in another way than the one that was measured
        return record
    return record[:at] + bytes([record[at] ^ 1 << bit]) + record[at + 1:]


# What becomes of a record: bytes, or how the connection goes on. `at` is a position in the record,
# `bit` chooses among the variants of a fault.
BYTE_FAULTS = {
    "cut": lambda record, at, bit: [record[:at], CUT],
    "reset": lambda record, at, bit: [record[:at], RESET],
    "stall": lambda record, at, bit: [record[:at], STALL],
    "flip": lambda record, at, bit: [_flipped(record, at, bit)],
    "insert": lambda record, at, bit: [record[:at] + bytes([1 << bit]) + record[at:]],
}
RECORD_FAULTS = {
    "drip": lambda record, at, bit: [Drip(record)],
    "duplicate": lambda record, at, bit: [record, record],
    "drop": lambda record, at, bit: [],
    "oversize": lambda record, at, bit: [record[:3] + wire.u16(0x4000 + 257) + record[5:]],
    "empty": lambda record, at, bit: [wire.record(record[0], b""), record],
}
FAULTS = {**BYTE_FAULTS, **RECORD_FAULTS}


@dataclasses.dataclass(frozen=True)
class Fault:
    """One fault: its name in FAULTS, the record and the byte of it that it is applied to."""
    name: str
    record: int
    at: int = 0
    bit: int = 0

    def text(self):
        """The fault as a person reads it."""
        return f"{self.name} in record {self.record} at byte {self.at}, bit {self.bit}"


class Records:
    """Whole records of a stream."""

    def __init__(self):
        self.held = b""

    def take(self, data):
        """The records that are whole now."""
        self.held += data
        while len(self.held) >= 5:
            size = 5 + int.from_bytes(self.held[3:5], "big")
            if len(self.held) < size:
                break
            yield self.held[:size]
            self.held = self.held[size:]


class Session:
    """One client behind the relay."""

    def __init__(self, origin, fault, reader, writer):
        self.origin, self.fault = origin, fault
        self.client = peer.Peer(reader, writer)
        self.sizes = []

    async def run(self):
        """Relays until one of the two leaves."""
        server = await self.origin.connect()
        upward = asyncio.ensure_future(self._upward(server))
        try:
            async with asyncio.timeout(peer.LIFE):
                await self._downward(server)
                await upward
        except (OSError, EOFError, TimeoutError):
            pass
        finally:
            upward.cancel()
            server.close()
            self.client.writer.transport.abort()

    async def _upward(self, server):
        try:
            while data := await self.client.reader.read(1 << 16):
                server.write(data)
        except OSError:
            pass  # the client left with RST: it had not read everything
        server.write(b"")

    async def _downward(self, server):
        records = Records()
        while data := await server.read():
            for record in records.take(data):
                if not await self._pass(record):
                    return
        self.client.finish()

    async def _pass(self, record):
        """Sends a record, or what the fault makes of it; whether the stream goes on."""
        index = len(self.sizes)
        self.sizes.append(len(record))
        if self.fault is None or self.fault.record != index:
            self.client.put(record)
            return True
        for part in FAULTS[self.fault.name](record, self.fault.at, self.fault.bit):
            await self._do(part)
            if part in (CUT, RESET, STALL):
                return False
        return True

    async def _do(self, part):
        if isinstance(part, bytes):
            self.client.put(part)
            await self.client.flush()
        elif isinstance(part, Drip):
            await self._drip(part.data)
        elif part == CUT:
            self.client.finish()
        elif part == RESET:
            await asyncio.sleep(BEFORE_RESET)
            self.client.reset()

    async def _drip(self, data):
        for piece in [*wire.split(data[:SINGLE], 1), *wire.split(data[SINGLE:], SINGLE)]:
            if self.client.writer.is_closing():
                break
            self.client.put(piece)
            await asyncio.sleep(DRIP_SECONDS)


async def _serve(origin, fault, note, reader, writer):
    session = Session(origin, fault, reader, writer)
    await session.run()
    note(session.sizes)


def behaviour(origin, fault=None, note=lambda sizes: None):
    """What a server of the farm does; `note` gets the sizes of the records that came by."""
    return functools.partial(_serve, origin, fault, note)
