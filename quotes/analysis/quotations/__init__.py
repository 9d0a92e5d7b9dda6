"""What stands between quotation marks, and the reporting clause that puts it in somebody's mouth."""
