"""All connections in one event loop, which does one thing at a time."""

import asyncio
import io
import socket

from .handler import Handler


class Turn(Handler):
    """One request in the event loop: its bytes are all there, and its answer is gathered."""

    def __init__(self, message):
        self.rfile, self.wfile = io.BytesIO(message), io.BytesIO()
        self.close_connection = True
        self.handle_one_request()

    def handle_expect_100(self):
        """The content is there already."""
        return True


class Loop:
    """One event loop, which does one thing at a time."""

    def __init__(self, address):
        self.listening = socket.create_server(address, backlog=128)
        self.server_address = self.listening.getsockname()

    def serve_forever(self):
        asyncio.run(self.serve())

    async def serve(self):
        server = await asyncio.start_server(self.converse, sock=self.listening)
        await server.serve_forever()

    async def converse(self, reader, writer):
        try:
            while True:
                turn = Turn(await self.message(reader, writer))
                writer.write(turn.wfile.getvalue())
                await writer.drain()
                if turn.close_connection:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def message(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
        if b"expect" in fields:
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = b""
        if b"chunked" in fields.get(b"transfer-encoding", b""):
            while not body.endswith(b"0\r\n\r\n"):
                body += await reader.readline()
        elif fields.get(b"content-length", b"").strip().isdigit():
            body = await reader.readexactly(int(fields[b"content-length"]))
        return head + body
