#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""usage: responder.py ADDRESS DELAY_MS: a name server on port 53 of ADDRESS. Every name has the
address 127.0.0.1, and every answer takes DELAY_MS. Prints a line when it listens."""
import asyncio
import struct
import sys

A_RECORD = 1


def answer(query):
    """The response to a query: its question, and for type A one address."""
    end = query.index(b"\0", 12) + 5
    kind = struct.unpack("!H", query[end - 4:end - 2])[0]
    found = kind == A_RECORD
    header = query[:2] + b"\x85\x80" + struct.pack("!4H", 1, int(found), 0, 0)
    record = b"\xc0\x0c" + struct.pack("!HHIH", A_RECORD, 1, 60, 4) + bytes((127, 0, 0, 1))
    return header + query[12:end] + (record if found else b"")


class Responder(asyncio.DatagramProtocol):
    """Answers each query after the delay, any number at a time."""

    def __init__(self, delay):
        self.delay = delay
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        loop = asyncio.get_running_loop()
        loop.call_later(self.delay, self.transport.sendto, answer(data), addr)


async def main():
    """Serves until it is killed."""
    await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Responder(float(sys.argv[2]) / 1000), local_addr=(sys.argv[1], 53))
    print("listening", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
