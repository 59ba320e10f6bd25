"""`course serve`: a snapshot over HTTP."""

from argparse import ArgumentParser, Namespace

HELP = "serve a snapshot to other programs: HF_ENDPOINT=http://127.0.0.1:8000 hf models ls"
EXAMPLE = "course serve --snapshot practice --port 8000"


def configure(parser: ArgumentParser) -> None:
    """Which snapshot, where, and under which limits."""
    parser.add_argument("--snapshot", default="practice", help="practice, nano, or the path of a .sqlite file")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000; 0 takes a free one)")
    name = "a name under which it is reached, such as that of a proxy before it; may be repeated"
    parser.add_argument("--name", action="append", default=[], help=name)
    parser.add_argument("--plan", help="keep the rate limits of a plan, such as anonymous or free (none)")


def run(args: Namespace) -> int:
    """Serve until interrupted."""
    from course.commands._hubs import file_of
    from course.hub.limits import Limiter
    from course.hub.serve import Application, Server, listen, names_of, serve, to_stderr

    server = Server(file_of(args.snapshot), Limiter.of_plan(args.plan) if args.plan else None)
    where = listen(args.host, args.port)
    host, port = where.getsockname()[:2]
    to_stderr(f"{server.path.name} is served: HF_ENDPOINT=http://{host}:{port}")
    serve(Application(server, names_of(where, args.host, args.name)), where)
    return 0
