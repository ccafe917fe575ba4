"""The protocol: everything that crosses a socket, as values. Pure; knows no sockets, clocks or rules."""
