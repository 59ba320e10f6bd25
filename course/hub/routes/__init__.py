"""The endpoints of the Hub, one family a module; each is a function of a call."""
