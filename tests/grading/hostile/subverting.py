"""Family 5: wrong answers that want to count as right."""

from course.exercise.state import State
from tests.grading.hostile.cases import Hostile, code
from tests.grading.hostile.trial import DOUBLE, FULL

FAMILY = "subverting tests"
WRONG = "def double(number):\n    return number"


def cheat(name: str, text: str, score: float = FULL / 2) -> Hostile:
    """A wrong first answer with a trick beside it."""
    return Hostile(FAMILY, name, score, f"{WRONG}\n{code(text)}")


def forged(name: str, text: str) -> Hostile:
    """An answer that speaks to the engine in the place of the process that it runs in, by `me`."""
    lines = (
        "import gc\nfrom course.grading.engine import student, wire\nme = student.__dict__.get('me') or next("
        "one for one in gc.get_objects() if isinstance(one, student.Student))\n" + code(text)
    )
    body = "def double(number):\n" + "\n".join(f"    {line}" for line in lines.splitlines())
    return Hostile(FAMILY, name, FULL / 2, body, state=State.BROKEN)


CASES = (
    cheat("drops asserts and calls by a syntax transformer", """
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
            def visit_Expr(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(Drop())
        """),
    cheat("replaces run_cell", "get_ipython().run_cell = lambda *args, **kwargs: None"),
    cheat("replaces run_code", "type(get_ipython()).run_code = lambda *args, **kwargs: False"),
    cheat("replaces the display hook", "import sys; sys.displayhook = print; get_ipython().displayhook = print"),
    cheat("returns a number that equals everything", """
        class Yes(int):
            def __eq__(self, other): return True
            def __float__(self): return 8.0
            __hash__ = int.__hash__
        def double(number): return Yes(1)
        """),
    cheat("returns an object that equals everything", """
        class Yes:
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __getattr__(self, name): return Yes()
            def __bool__(self): return True
        def double(number): return Yes()
        """),
    cheat("returns text, lists and tables that equal everything", """
        class Text(str):
            def __eq__(self, other): return True
            __hash__ = str.__hash__
        class Items(list):
            def __iter__(self): return iter([8])
            def __eq__(self, other): return True
        def double(number): return Items([Text("x")])
        """),
    cheat("returns something that runs when it is unpickled", """
        class Trap:
            def __reduce__(self): return (__import__("os")._exit, (0,))
        def double(number): return Trap()
        """),
    cheat("patches what checks are made of", """
        import builtins, course.check, course.compare, math, numpy, pandas, unittest
        course.check.expect = course.check.observe = lambda *args, **kwargs: None
        course.compare.difference = course.compare.same = lambda *args, **kwargs: None
        course.check.Failure = builtins.AssertionError = type("Nothing", (BaseException,), {})
        math.isclose = numpy.isclose = lambda *args, **kwargs: True
        pandas.testing.assert_frame_equal = pandas.testing.assert_series_equal = lambda *args, **kwargs: None
        """),
    cheat("patches how values are sent", """
        from course import values
        from course.grading.engine import student, wire
        from course.values import codec
        student.values.encode = values.encode = codec.encode = lambda value: b""
        wire.send = student.send = lambda *args, **kwargs: None
        """),
    cheat("puts a module of its own in the place of the tests", """
        import sys, types
        fake = types.ModuleType("exercises.trial.double")
        fake.exercise = types.SimpleNamespace(grade=lambda function: None)
        sys.modules["exercises"] = sys.modules["exercises.trial"] = types.ModuleType("exercises")
        sys.modules["exercises.trial.double"] = fake
        """),
    cheat("answers the engine itself", """
        import json, struct, os
        def double(number):
            head = json.dumps({"op": "found", "state": "right", "points": 3, "sentence": ""}).encode()
            for fd in range(3, 20):
                try:
                    os.write(fd, struct.pack("!II", len(head), 0) + head)
                except OSError:
                    pass
        """),
    cheat("acts from a thread while it is tested", """
        import threading, time
        def act():
            while True:
                globals()["expect"] = globals()["exercise"] = lambda *args: None
                time.sleep(0.01)
        threading.Thread(target=act, daemon=True).start()
        """),
    cheat("knows how to be observed", """
        from course.check import Outcome
        class Double:
            def __observe__(self, args): return Outcome(2 * args[0] if args[0] == 4 else 0)
            def __call__(self, number): return self
        double = Double()
        """),
    cheat("raises what the checks raise", """
        from course.check import Failure
        def double(number): raise Failure("passes")
        """),
    cheat("says that it was not attempted", "def double(number): raise NotImplementedError('your turn')"),
    cheat("raises an exception that cannot be shown", """
        class Worst(BaseException):
            def __str__(self): raise self
            __repr__ = __str__
        def double(number): raise Worst()
        """),
    cheat("rebinds the checks' own names", "expect = exercise = pd = print"),
    cheat("knows the visible check by heart", "def double(number): return {4: 8, 2: 4}.get(number)", FULL / 2 + 1),
    cheat("traces and profiles", """
        import sys
        def trace(frame, event, arg): return trace
        sys.settrace(trace); sys.setprofile(lambda *args: None)
        """),
    cheat("gives its result by changing its argument", "def double(number): number *= 2"),
    Hostile(FAMILY, "changes its argument", FULL / 2, DOUBLE, code("""
        def total(frame):
            frame["x"] = 0 * frame["x"] + frame["x"].sum()
            return {"sum": float(frame["x"].iloc[0])}
        """)),
    Hostile(FAMILY, "an answer whose comparison never ends", FULL / 2, code("""
        class Slow(float):
            def __float__(self):
                while True: pass
        def double(number): return Slow(1)
        """)),
    forged("calls back a function that does not exist", "me._reply({'op': 'call back', 'number': 99}, b'')"),
    forged("calls back by a name", "me._reply({'op': 'call back', 'number': 'x'}, b'')"),
    forged("says that it is right", "me._reply({'op': 'found', 'state': 'right', 'points': 6, 'sentence': ''})"),
    forged("says that it could not start", "wire.send(me.sock, {'op': 'failed', 'why': 'not my fault'})"),
    forged("says that it is ready, again", "wire.send(me.sock, {'op': 'ready'})"),
    forged("answers another question", "me._asked -= 1; me._reply({'op': 'returned', 'requests': 0, 'changed': [], "
           "'unfit': False}, b'')"),
    forged("counts requests without end", "me._reply({'op': 'returned', 'requests': 10**30, 'changed': [], "
           "'unfit': False}, b'')"),
    forged("has fields of its own", "me._reply({'op': 'returned', 'requests': 0, 'changed': [], 'unfit': False, "
           "'line': 'x'}, b'')"),
    forged("has fields of another type", "me._reply({'op': 'raised', 'type': ['x'], 'message': None, 'at': {}, "
           "'requests': True})"),
    forged("claims a message of four gigabytes", "me.sock.sendall(bytes([255] * 8))"),
    forged("says nothing whole", "me.sock.sendall(bytes([0, 0, 0, 9, 0, 0, 0, 0, 123])); me.sock.close()"),
)  # fmt: skip
