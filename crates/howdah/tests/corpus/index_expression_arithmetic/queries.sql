SELECT id FROM range WHERE hi - lo = 10
