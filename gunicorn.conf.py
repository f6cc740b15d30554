"""How gunicorn serves `wsgi:app`; the address comes from the command line or from PORT."""

workers = 2  # each with a process beside it that answers questions (`app/serving/room`)
# Threads wait for no client: requests are received whole and answers sent on by a loop (`app/serving`).
worker_class = "app.serving.worker.BufferingWorker"
# One JSON object a line, and of a request that cannot be read not a word.
logger_class = "app.serving.words.JsonLogger"
# Enough for those who wait for their turn (`app/platform/in_flight`) beside those who are served.
threads = 32
sendfile = False
# The application is made once and shared by the workers: half the time to start, and less memory.
# Nothing opens a connection before the first request, so no connection is shared with it.
preload_app = True
timeout = 60
graceful_timeout = 30
keepalive = 15
# Connect puts its token into the page's address, Forge puts a larger one into a header.
limit_request_line = 8190
limit_request_field_size = 32768
# Its socket would lie in the home folder, shared by all servers of a user.
control_socket_disable = True
# A worker is replaced now and then, so that memory which grows by fragmentation is given back.
max_requests = 20_000
max_requests_jitter = 2_000
