"""What a notice is: the model, its rules, and its files. The format in words: FORMAT.md beside this file."""
