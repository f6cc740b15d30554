"""Downloads: results, exports, the audit log; whole or in parts."""
