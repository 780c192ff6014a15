"""policyc: medical-insurance policies that read like their schedules."""
