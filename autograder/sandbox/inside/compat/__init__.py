"""What programs do on a laptop and the jail refuses, done within the process instead."""
