"""The server: the edge and the top. Sockets, HTTP, configuration, the command line, and the one screen on which all is wired."""
