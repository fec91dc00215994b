SELECT t FROM plain
