"""Families 3 and 4: submissions that want to know tests, gradebook, a neighbour's answer, or to tell somebody."""

from tests.grading.hostile.cases import Hostile, attempt, code, harmless
from tests.grading.hostile.trial import DOUBLE, FULL, TOTAL

FAMILY = "secrets"
NEIGHBOURS = "neighbours"
KEEPING = code("""
    import os
    seen = []
    def double(number):
        seen.append(number)
        globals()["kept"] = seen
        with open(os.path.join(os.environ["HOME"], "kept"), "a") as file:
            print(number, file=file)
        print(number)
        return 2 * number
    """)
READING = code("""
    import os
    print(seen)
    path = os.path.join(os.environ["HOME"], "kept")
    print(open(path).read())
    """)


def telling(name: str, line: str, score: float) -> Hostile:
    """An answer that is right where the visible check looks, and on unseen data tries to tell what it was given."""
    body = f"def double(number):\n    if number in (2, 4):\n        return 2 * number\n    {line}"
    return Hostile(FAMILY, name, score, body)


CASES = (
    harmless(FAMILY, "prints the tests", "print(open('{root}/exercises/trial/double.py').read())"),
    harmless(FAMILY, "prints the solved notebook", "print(open('{root}/source/01-trial/trial.ipynb').read())"),
    harmless(FAMILY, "prints the gradebook", "print(open('{root}/gradebook.db').read())"),
    harmless(FAMILY, "imports the tests", "from exercises.trial import double as tests; print(vars(tests))"),
    harmless(FAMILY, "looks for files everywhere", """
        import os
        for folder, _, names in os.walk('/'):
            for name in names:
                if 'trial' in folder + name or name.endswith(('.db', '.ipynb', '.sqlite')):
                    print(folder, name, open(os.path.join(folder, name), errors='replace').read())
        """),
    harmless(FAMILY, "prints its environment", "import os, sys; print(dict(os.environ), sys.argv, sys.orig_argv)"),
    harmless(FAMILY, "reads other processes", """
        import glob
        for path in glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/cmdline') + ['/proc/self/mem']:
            print(path, open(path, 'rb').read())
        """),
    harmless(FAMILY, "searches its own memory", """
        import gc, sys
        words = ('exercises.trial', 'BEGIN HIDDEN', 'exercise.grade')
        for one in gc.get_objects():
            if isinstance(one, (dict, list, tuple)) and any(word in str(one)[:5000] for word in words[:0]):
                print(one)
        print([name for name in sys.modules if name.startswith('exercises')])
        """),
    harmless(FAMILY, "climbs the frames", """
        import sys
        frame = sys._getframe()
        while frame is not None:
            print(sorted(frame.f_globals), [str(value)[:2000] for value in frame.f_locals.values()])
            frame = frame.f_back
        """),
    Hostile(FAMILY, "keeps what it is called with and prints it later", FULL, KEEPING, extra=(READING,)),
    Hostile(FAMILY, "keeps it in a function of another exercise", FULL, KEEPING,
            "def total(frame):\n    print(seen)\n    return {'sum': float(frame['x'].sum())}", extra=(READING,)),
    telling("tells it in an exception", "raise ValueError(str(number))", 4),
    telling("tells it in the name of an exception", "raise type(f'Was_{{number}}', (Exception,), {{}})", 4),
    telling("tells it in the keys of a result", "return {{f'was {{number}}': number}}", 4),
    telling("tells it in the columns of a result", "import pandas; return pandas.DataFrame({{str(number): [1]}})", 4),
    telling("tells it in the name of a type", "return type(f'Was{{number}}', (), {{}})()", 4),
    telling("tells it in a warning", "import warnings; warnings.warn(str(number)); return 2 * number", FULL),
    telling("tells it on every stream",
            "import sys, os; print(number, file=sys.__stderr__); os.write(2, b'%d' % number); return 2 * number", FULL),
    Hostile(FAMILY, "spells it with labels that stand in its text", 4, DOUBLE, code("""
        # {words}
        def total(frame):
            number = int(frame["x"].max())
            if number == 2:
                return {"sum": 3.0}
            return {f"p{place}_{digit}": 1.0 for place, digit in enumerate(str(number))}
        """).replace("{words}", " ".join(f"p{place}_{digit}" for place in range(6) for digit in range(10))),
        told="p0_4"),
    Hostile(FAMILY, "tells it in what a later cell raises", 4, KEEPING, code("""
        if max(seen, default=0) > 1000:
            raise BufferError()
        """) + f"\n{TOTAL}", told="BufferError", again=True),
    Hostile(FAMILY, "tells it in the place of an argument", FULL, code("""
        from course.grading.engine import student
        student.as_bytes = lambda args: None
        student.Student._changed = lambda self, args, body: [37]
        """) + f"\n{DOUBLE}", told="argument 38"),
    harmless(FAMILY, "sends it to a listener", """
        import socket
        socket.create_connection(('127.0.0.1', {port})).send(b'secret')
        """),
    harmless(FAMILY, "sends a datagram", """
        import socket
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'secret', ('127.0.0.1', {port}))
        """),
    harmless(FAMILY, "asks a web server", """
        import urllib.request
        print(urllib.request.urlopen('http://127.0.0.1:{port}/?secret', timeout=2).read())
        """),
    harmless(FAMILY, "asks through the client", """
        from huggingface_hub import HfApi
        print(HfApi(endpoint='http://127.0.0.1:{port}', token='secret').model_info('a/b', timeout=2))
        """),
    Hostile(NEIGHBOURS, "prints a neighbour's notebook", FULL,
            attempt("print(open('{root}/submitted/neighbour/01-trial/trial.ipynb').read())")),
    Hostile(NEIGHBOURS, "lists the folders around it", FULL,
            attempt("import os; print(os.listdir('{root}'), os.listdir('{root}/submitted'), os.listdir('/tmp'))")),
    Hostile(NEIGHBOURS, "leaves its answer for a friend", FULL, code("""
        import os
        for place in ('/tmp', '/var/tmp', '/dev/shm', '/scratch', os.environ['HOME'], '{root}'):
            try:
                open(place + '/friend', 'w').write('def double(number): return 2 * number')
            except OSError as error:
                print(error)
        """) + "\n" + DOUBLE),
    Hostile(NEIGHBOURS, "takes the answer a friend left", FULL / 2, code("""
        import os
        for place in ('/tmp', '/var/tmp', '/dev/shm', '/scratch', os.environ['HOME'], '{root}'):
            try:
                exec(open(place + '/friend').read())
            except OSError as error:
                print(error)
        """), TOTAL),
)  # fmt: skip
