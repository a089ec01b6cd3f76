"""What runs in a worker process, one task at a time, so that no query and no upload can take the server with it.

A task comes on standard input as a header in JSON and bytes that go with it; its answer goes out on standard output
as frames (see `frames`). The rooms import little, so that a worker starts in milliseconds.
"""
