"""Does within the process what programs do on a laptop and the jail refuses."""
