"""Values as a spreadsheet may be given them."""


def cell(value: object) -> object:
    """A value for a spreadsheet: text that would be taken for a formula is told to be text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r\n＝＋－＠" and value else value
