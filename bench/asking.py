"""Ask one address again and again over several kept connections, with as little work as can be.

`python -m bench.asking PORT CONNECTIONS SECONDS PATH [ETAG]` prints how many milliseconds each
answer took.
"""

import socket
import sys
import threading
import time

HEADERS = {"Accept-Encoding": "gzip, br", "Accept-Language": "id"}


def ask(port: int, path: str, etag: str, until: float, taken: list[float]) -> None:
    """Ask until a moment, over one connection; note how long each answer took."""
    said = {"Host": f"127.0.0.1:{port}", **HEADERS} | ({"If-None-Match": etag} if etag else {})
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    request = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()
    expected = b"HTTP/1.1 304" if etag else b"HTTP/1.1 200"
    connection = socket.create_connection(("127.0.0.1", port))
    while (begun := time.perf_counter()) < until:
        connection.sendall(request)
        answer = connection.recv(65536)
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(65536)
        head, _end, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(expected), head
        _before, _name, length = head.lower().partition(b"content-length:")
        missing = 0 if etag else int(length.partition(b"\r\n")[0]) - len(body)
        while missing > 0:
            missing -= len(connection.recv(65536))
        taken.append((time.perf_counter() - begun) * 1000)
        # The server ends a connection after an answer that has no length, such as a 304.
        if b"connection: close" in head.lower():
            connection.close()
            connection = socket.create_connection(("127.0.0.1", port))
    connection.close()


def main() -> None:
    """Ask, and print."""
    port, connections, seconds, path = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:5]
    etag = sys.argv[5] if len(sys.argv) > 5 else ""
    until = time.perf_counter() + float(seconds)
    taken: list[float] = []
    threads = [
        threading.Thread(target=ask, args=(port, path, etag, until, taken))
        for _each in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(" ".join(f"{each:.3f}" for each in taken))


if __name__ == "__main__":
    main()
