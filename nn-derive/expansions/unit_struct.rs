struct Identity;
