struct Pair(Linear, Option<Linear>);
