"""What ``from sim import …`` gives: the functions of the commands, whose results a notebook can show."""
