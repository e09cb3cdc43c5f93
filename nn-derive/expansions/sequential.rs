[3, 8, 8] => (Conv2d::spec(3, 4, 3), Relu), Flatten, Linear::spec(144, 2)
