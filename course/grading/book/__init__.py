"""The gradebook: its tables, what is written into them, marks, penalties and export."""
