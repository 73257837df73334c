"""Whether a failed attempt is worth another, and when.

classify   what kind of failure it is: transient, throttling, or final
backoff    how long to wait
quota      how many retries a client may spend while a service is in trouble
standard   the strategy that puts them together
strategy   what every strategy is asked, and what it answers
modes      which strategy a client has
"""
