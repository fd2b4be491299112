# SPDX-License-Identifier: Apache-2.0
"""Servers on loopback, all on one thread with one event loop; each fault has a port of its own."""
import asyncio
import functools
import resource
import threading

import peer


def raise_descriptor_limit():
    """As many descriptors as are allowed: a port and a connection for each fault."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Farm:
    """The running servers; they end with the context."""

    def __init__(self):
        raise_descriptor_limit()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.servers = []

    def call(self, coroutine):
        """Runs a coroutine on the servers' thread; its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    def serve(self, behave, host="127.0.0.1", port=0):
        """Starts a server of this behaviour, a coroutine of reader and writer; its target."""
        server = self.call(asyncio.start_server(behave, host, port, backlog=1024))
        self.servers.append(server)
        return f"{host}:{server.sockets[0].getsockname()[1]}"

    def play(self, script, host="127.0.0.1", port=0):
        """Starts a server that plays a script on every connection; its target."""
        return self.serve(functools.partial(peer.play, tuple(script)), host, port)

    def close(self):
        """Ends all servers started so far; connections end by themselves."""
        for server in self.servers:
            self.loop.call_soon_threadsafe(server.close)
        self.servers.clear()

    async def _end_connections(self):
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        self.call(self._end_connections())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
