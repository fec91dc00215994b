SELECT coin, amount FROM wallet ORDER BY coin
