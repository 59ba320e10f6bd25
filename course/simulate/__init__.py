"""A simulated Hub: fictional labs, people and repos, calibrated to what was published about the real one."""
