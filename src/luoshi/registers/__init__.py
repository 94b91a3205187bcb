"""6  Registers (台账): typed lists that are kept all year; what entries they hold is data of the site."""
