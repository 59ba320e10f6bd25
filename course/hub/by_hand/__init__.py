"""What a Hub written by hand may say, read into what a snapshot holds."""
