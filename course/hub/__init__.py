"""The Hub, live or in a snapshot, behind the one client."""
