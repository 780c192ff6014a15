"""A filled worksheet, and a policy, in words."""
