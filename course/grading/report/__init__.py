"""What a class got wrong: figures of each exercise, the commonest sentences, and mistakes that nobody foresaw."""
