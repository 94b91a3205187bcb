"""推荐上报 and 晋级: what goes up to the office above, what came of it there, what goes on to the next competition."""
