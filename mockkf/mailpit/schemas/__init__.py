"""The marshmallow schemas of Mailpit's API: they read requests, and describe requests and answers."""
