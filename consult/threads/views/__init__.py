"""Threads over HTTP: pages without JavaScript, fragments with it. Rules are in the services."""
