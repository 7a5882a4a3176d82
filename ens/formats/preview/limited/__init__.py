"""Runs apart: the only code that opens a stranger's PDF, image or RTF, in a child process that can do nothing else.

The zygote (`python -m ens.formats.preview.limited.zygote`) imports all of it and forks the children; in each, one line
of JSON and the file come in by a pipe, one line of JSON and perhaps an image go out by another.
"""
