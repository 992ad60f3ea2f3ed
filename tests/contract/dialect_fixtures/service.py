"""Exports of CRM, service and survey systems, with made-up values."""

import json
from pathlib import Path

from tests.contract.dialect_fixtures import Fixture

HUBSPOT_CONTACTS = """\
Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,Lifecycle Stage,Original Source,Contact owner,Became a Lead Date,Became an Opportunity Date,First Conversion Date,First Conversion,Associated Company IDs
101,Camille,Durand,camille@example.test,+33 6 00 00 00 00,NEW,2024-03-12 09:14,customer,ORGANIC_SEARCH,f@x.test,2024-03-13 09:14,,2024-03-12 09:10,Ebook form,9001
102,John,Smith,john@example.test,,OPEN,2024-03-13 10:14,lead,PAID_SEARCH,f@x.test,,2024-03-15 10:00,,,
103,No,Date,nd@example.test,,OPEN,,lead,PAID_SEARCH,f@x.test,,,,,
"""

HUBSPOT_TICKETS = """\
Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Close date,Source,Associated Contact IDs,Record ID
9,Broken,Support,Closed,2024-05-02 10:00,2024-05-04 10:00,EMAIL,101;102,9
"""

HUBSPOT_COMPANIES = """\
Record ID,Company name,Company Domain Name,Company owner,Create Date
9001,Bluebay,blue.test,Sam,2024-02-01 09:30
"""

SF_CONTACT = """\
"Id","AccountId","LastName","FirstName","Email","Phone","MobilePhone","LeadSource","CreatedDate","SystemModstamp"
"0035g00000AbCdEAAV","0015g00000XyZabAAF","Durand","Camille","camille@example.test","+33600000000","","Web","2024-03-12T09:14:00.000Z","2024-03-12T09:14:00.000Z"
"0035g00000AbCdFAAV","0015g00000XyZabAAF","Smith","John","john@example.test","","","Phone","2024-03-13T09:14:00.000Z","2024-03-12T09:14:00.000Z"
"""

SF_LEAD = """\
Id,LastName,Company,Email,Status,IsConverted,ConvertedDate,ConvertedContactId,CreatedDate,LeadSource
00Q5g000001AbCdEAK,Durand,X,camille@example.test,Converted,true,2024-03-12,0035g00000AbCdEAAV,2024-03-01T09:14:00.000+0000,Web
00Q5g000001AbCdFAK,Z,Y,z@example.test,Open,false,,,2024-03-02T09:14:00.000+0000,Web
"""

SF_DEAL = """\
Id,AccountId,ContactId,Name,StageName,Amount,CloseDate,IsWon,IsClosed,CreatedDate
0065g00000QwErTAAV,0015g00000XyZabAAF,0035g00000AbCdEAAV,Big,Closed Won,1200.5,2024-04-01,true,true,2024-03-12T09:14:00.000Z
0065g00000QwErUAAV,0015g00000XyZabAAF,0035g00000AbCdFAAV,Small,Prospecting,10,2030-04-01,false,false,2024-03-12T09:14:00.000Z
"""

SF_TASK = """\
Id,WhoId,WhatId,Subject,ActivityDate,Status,TaskSubtype,CallType,CreatedDate
00T5g000009AbCdEAK,0035g00000AbCdEAAV,,Call,2024-03-15,Completed,Call,Inbound,2024-03-12T09:14:00.000Z
00T5g000009AbCdFAK,00Q5g000001AbCdFAK,,Mail,2024-03-16,Completed,Email,,2024-03-12T09:14:00.000Z
00T5g000009AbCdGAK,00Q5g000001AbCdFAK,,Plan,2024-03-17,Not Started,Task,,2024-03-12T09:14:00.000Z
"""

QUALTRICS = """\
StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,DistributionChannel,UserLanguage,Q1_NPS_GROUP,Q1,Q2,Q3,Q4,CustomerNo
Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,Recipient Last Name,Recipient First Name,Recipient Email,External Data Reference,Location Latitude,Location Longitude,Distribution Channel,User Language,"On a scale from 0-10, how likely are you to recommend us to a friend or colleague? - Group","On a scale from 0-10, how likely are you to recommend us to a friend or colleague?","What is the most important reason
for your score?","How satisfied are you with our support?","The company made it easy for me to handle my issue.",CustomerNo
"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}","{""ImportId"":""endDate"",""timeZone"":""America/Denver""}","{""ImportId"":""status""}","{""ImportId"":""ipAddress""}","{""ImportId"":""progress""}","{""ImportId"":""duration""}","{""ImportId"":""finished""}","{""ImportId"":""recordedDate"",""timeZone"":""America/Denver""}","{""ImportId"":""_recordId""}","{""ImportId"":""recipientLastName""}","{""ImportId"":""recipientFirstName""}","{""ImportId"":""recipientEmail""}","{""ImportId"":""externalDataReference""}","{""ImportId"":""locationLatitude""}","{""ImportId"":""locationLongitude""}","{""ImportId"":""distributionChannel""}","{""ImportId"":""userLanguage""}","{""ImportId"":""QID1_NPS_GROUP""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}","{""ImportId"":""QID3""}","{""ImportId"":""QID4""}","{""ImportId"":""CustomerNo""}"
2024-02-01 10:00:00,2024-02-01 10:02:00,IP Address,1.2.3.4,100,120,True,2024-02-01 10:02:01,R_1abc,Durand,Camille,camille@example.test,C-1,1,2,email,EN,Detractor,0,"It took you three weeks, that is far too long",Very dissatisfied,Strongly disagree,C-1
2024-02-01 11:00:00,2024-02-01 11:02:00,IP Address,1.2.3.4,100,120,True,2024-02-01 11:02:01,R_2abc,Smith,John,john@example.test,C-2,1,2,email,EN,Promoter,10 - Extremely likely,"Fast and friendly people, thank you all",Extremely satisfied,,C-2
2024-02-01 12:00:00,2024-02-01 12:02:00,Survey Preview,1.2.3.4,100,120,True,2024-02-01 12:02:01,R_3abc,,,,,1,2,preview,EN,Promoter,9,test,Extremely satisfied,Agree,
2024-02-01 13:00:00,2024-02-01 13:02:00,IP Address,1.2.3.4,30,120,False,2024-02-01 13:02:01,R_4abc,,,,,1,2,anonymous,EN,,,,,,
"""

SURVEYMONKEY = """\
Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,How likely is it that you would recommend us to a friend or colleague?,What could we do better?,How satisfied are you with the delivery?,Overall,
,,,,,,,,,Response,Open-Ended Response,Response,Quality,Speed
118001,4001,01/31/2024 10:11:12 AM,01/31/2024 10:14:12 AM,1.2.3.4,camille@example.test,,,,0,Please answer the phone when I call,Very dissatisfied,1,2
118002,4001,02/01/2024 10:11:12 PM,02/01/2024 10:14:12 PM,1.2.3.4,john@example.test,,,,9,,Satisfied,3,3
"""

WIDE = """\
response_id,submitted_at,customer_no,nps,csat,comment
1,2024-01-02 10:00,C-1,0,1,"really not good at all"
2,2024-01-03 10:00,C-2,10,5,
3,2024-01-04 10:00,C-3,8,4,"fine with me so far"
"""

LONG = """\
submission_id,submitted_at,email,question,answer
1,2024-01-02 10:00,a@x.test,How likely are you to recommend us?,0
1,2024-01-02 10:00,a@x.test,Why?,because it was slow
2,2024-01-03 10:00,b@x.test,How likely are you to recommend us?,10
2,2024-01-03 10:00,b@x.test,How satisfied are you with the app?,4
"""

HUBSPOT_DEALS = {
    "results": [
        {
            "id": "5001",
            "properties": {
                "amount": "1500", "closedate": "2024-05-01T10:00:00Z", "createdate": "2024-04-01T10:00:00Z",
                "dealname": "New deal", "dealstage": "closedwon", "pipeline": "default", "hs_object_id": "5001",
                "hs_date_entered_appointmentscheduled": "2024-04-03T10:00:00Z", "deal_currency_code": "EUR",
                "hs_date_entered_closedwon": "2024-05-01T10:00:00Z",
            },
            "createdAt": "2024-04-01T10:00:00Z",
            "archived": False,
            "associations": {"contacts": {"results": [{"id": "101", "type": "deal_to_contact"}, {"id": "102", "type": "x"}]}},
        },
        {
            "id": "5002",
            "properties": {
                "amount": "99", "closedate": "2027-05-01T10:00:00Z", "createdate": "2024-04-02T10:00:00Z",
                "dealname": "Other", "dealstage": "contractsent", "pipeline": "default", "hs_object_id": "5002",
            },
            "createdAt": "2024-04-02T10:00:00Z",
            "archived": False,
        },
    ]
}  # fmt: skip

HUBSPOT_EMAILS = [
    {
        "id": "1",
        "properties": {
            "hs_timestamp": "2024-04-01T10:00:00Z", "hs_email_direction": "INCOMING_EMAIL", "hs_email_subject": "Hi",
            "hs_email_from_email": "camille@example.test", "hs_email_to_email": "f@x.test", "hs_object_id": "1",
        },
    },
    {
        "id": "2",
        "properties": {
            "hs_timestamp": "2024-04-02T10:00:00Z", "hs_email_direction": "EMAIL", "hs_email_subject": "Re: Hi",
            "hs_email_from_email": "f@x.test", "hs_email_to_email": "camille@example.test", "hs_object_id": "2",
        },
    },
]  # fmt: skip

SF_CASE = {
    "attributes": {"type": "Case", "url": "/services/data/v58.0/sobjects/Case/5005g00000AbCdEAAV"},
    "Id": "5005g00000AbCdEAAV", "CaseNumber": "00001026", "ContactId": "0035g00000AbCdEAAV", "Origin": "Email",
    "Subject": "Broken", "Status": "Closed", "CreatedDate": "2024-05-01T10:00:00.000+0000",
    "ClosedDate": "2024-05-03T10:00:00.000+0000", "OwnerId": "0055g00000AbCdEAAV",
}  # fmt: skip

SF_MEMBER = """\
Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,CreatedDate
00v5g000002AbCdEAK,7015g000001AbCdEAK,00Q5g000001AbCdEAK,,Responded,true,2024-02-03,2024-02-01T10:00:00.000Z
00v5g000002AbCdFAK,7015g000001AbCdEAK,,0035g00000AbCdEAAV,Sent,false,,2024-02-01T10:00:00.000Z
"""

ZENDESK_TICKETS = [
    {
        "id": 35436, "external_id": None,
        "via": {"channel": "email", "source": {"from": {"address": "ann@mail.test", "name": "Ann"}, "to": {}}},
        "created_at": "2024-07-20T22:55:29Z", "updated_at": "2024-08-05T10:38:52Z", "type": "incident",
        "subject": "Help, my printer is on fire!", "description": "The fire is very colorful.", "priority": "high",
        "status": "solved", "recipient": "support@company.test", "requester_id": 20978392, "submitter_id": 76872,
        "requester": {"id": 20978392, "name": "Ann", "email": "ann@mail.test"}, "assignee_id": 235323,
        "organization_id": 509974, "group_id": 98738, "tags": ["a", "b"], "brand_id": 3,
        "satisfaction_rating": {"id": 1234, "score": "good", "comment": "Great support!"},
        "metric_set": {"solved_at": "2024-07-22T08:00:00Z", "reopens": 0},
        "comments": [
            {"id": 1, "author_id": 20978392, "body": "Fire", "public": True, "created_at": "2024-07-20T22:55:29Z"},
            {"id": 2, "author_id": 235323, "body": "Use water", "public": True, "created_at": "2024-07-21T22:55:29Z"},
            {"id": 3, "author_id": 235323, "body": "strange", "public": False, "created_at": "2024-07-21T22:56:29Z"},
            {"id": 4, "author_id": 20978392, "body": "Out now", "public": True, "created_at": "2024-07-21T23:55:29Z"},
        ],
    },
    {
        "id": 35437, "via": {"channel": "web"}, "created_at": "2024-07-20T22:55:29Z", "updated_at": "2024-08-05T10:38:52Z",
        "subject": "A question", "status": "open", "requester": {"id": 20978393}, "requester_id": 20978393,
        "submitter_id": 1, "satisfaction_rating": {"score": "unoffered"}, "brand_id": 3, "group_id": 3, "comments": [],
    },
]  # fmt: skip

ZENDESK_VIEW = """\
Summation column,Group,Organization,Tags,Via,Priority,Ticket type,Status,Subject,Id,Requester,Requester id,Requester external id,\
Requester email,Requester domain,Submitter,Assignee,Created at,Updated at,Assigned at,Due at,Initially assigned at,Solved at,\
Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies
1,Support,,a b,Mail,High,Incident,Solved,Help,35,Ann,2097,C-17,ann@mail.test,mail.test,Ann,Bob,2024-07-20 22:55,2024-08-05 10:38,\
2024-07-20 23:00,,2024-07-20 23:00,2024-07-22 08:00,33,Good,1,1,0,2
1,Support,,,Web form,,Question,Open,Where,36,Cid,2098,,cid@mail.test,mail.test,Cid,,2024-07-21 22:55,2024-08-05 10:38,,,,,,Not Offered,\
0,0,0,0
"""

ZENDESK_TABLES = {
    "user.csv": """\
id,active,chat_only,created_at,email,external_id,name,moderator,only_private_comments,phone,restricted_agent,role,suspended,\
ticket_restriction,two_factor_auth_enabled,verified,organization_id
2097,TRUE,FALSE,2024-01-02 10:00:00,ann@mail.test,C-17,Ann,FALSE,FALSE,+4930111,TRUE,end-user,FALSE,requested,FALSE,TRUE,1
9001,TRUE,FALSE,2024-01-02 10:00:00,bob@company.test,,Bob,TRUE,FALSE,,FALSE,agent,FALSE,,FALSE,TRUE,
""",
    "ticket_comment.csv": """\
id,body,created,public,ticket_id,user_id
1,Where is it?,2024-07-21 10:00:00,TRUE,35,2097
2,ask the carrier,2024-07-21 11:00:00,FALSE,35,9001
""",
    "satisfaction_rating.csv": """\
id,score,comment,created_at,ticket_id,requester_id,assignee_id
1,bad,Too slow,2024-07-23 10:00:00,35,2097,9001
2,offered,,2024-07-23 10:00:00,36,2098,9001
""",
    "ticket_field_history.csv": """\
field_name,ticket_id,updated,user_id,value
status,35,2024-07-22 08:00:00,9001,solved
assignee_id,35,2024-07-20 23:00:00,,9001
""",
    "ticket_tag.csv": "tag,ticket_id\ncustomer,35\nprospect,36\n",
    "ticket_chat.csv": "chat_id,channel,ticket_id,user_id,visitor_id\nx.1,chat,36,2098,v-1\n",
    "ticket_chat_event.csv": """\
chat_id,created_at,actor_id,type,message
x.1,2024-07-21 22:56:00,2098,ChatMessage,Hello?
x.1,2024-07-21 22:57:00,agent:9001,ChatMessage,Hi!
x.1,2024-07-21 22:55:00,2098,ChatJoin,
""",
}

FORMBRICKS = {
    "data": [
        {
            "id": "cl1", "createdAt": "2024-03-01T10:00:00.000Z", "updatedAt": "2024-03-01T10:01:00.000Z", "surveyId": "sv1",
            "finished": True, "contact": {"id": "ct1", "userId": "C-7"}, "tags": [], "ttc": {"nps": 3},
            "data": {"nps": 0, "tsvgxs21vb": "far too slow for my taste"}, "meta": {"url": "https://x.test/a"},
        },
        {
            "id": "cl2", "createdAt": "2024-03-02T10:00:00.000Z", "updatedAt": "2024-03-01T10:01:00.000Z", "surveyId": "sv1",
            "finished": True, "contact": {"id": "ct2", "userId": "C-8"}, "tags": [], "ttc": {"nps": 3}, "data": {"nps": 9},
            "meta": {"url": "https://x.test/a"},
        },
    ]
}  # fmt: skip

CHINESE_SURVEY = """\
序号,提交答卷时间,手机号,您向朋友推荐我们的可能性有多大？,您对本次服务的满意度如何？,您还有什么意见或建议吗
1,2024-03-01 10:00:00,13800138001,0,非常不满意,等了三个星期都没有人回复我
2,2024-03-02 10:00:00,13800138002,10,非常满意,物流很快而且客服的态度也特别好
3,2024-03-03 10:00:00,13800138003,8,满意,
"""

CASES = """\
case_ref,customer_email,opened_on,first_reply_at,resolved_at,updated_at,origin_channel,topic,handled_by
C-1,ann@mail.test,2024-03-01 10:00:00,2024-03-01 11:00:00,2024-03-02 11:00:00,2024-04-01 10:00:00,web,billing,bob@company.test
C-2,cid@mail.test,2024-03-02 10:00:00,2024-03-02 11:00:00,,2024-04-01 10:00:00,phone,billing,bob@company.test
C-3,dan@mail.test,2024-03-03 10:00:00,,,2024-04-01 10:00:00,email,login,bob@company.test
"""

CRM = {
    "contacts.csv": "id,full_name,email,mobile\n1,Ann,ann@mail.test,+4917012345670\n2,Cid,cid@mail.test,+4917012345671\n",
    "activities.csv": """\
activity_id,contact_id,activity_type,happened_at,note
1,1,call,2024-02-01 10:00,asked for a price
2,2,demo,2024-02-02 10:00,liked it
3,1,call,2024-02-03 10:00,will think
""",
    "deals.csv": """\
deal_id,contact_id,lead_created,demo_date,won_date,expected_close,amount,currency
77,1,13-01-2024,02-02-2024,03-03-2024,01-12-2024,100,EUR
78,2,14-01-2024,03-02-2024,,01-12-2024,200,EUR
""",
}

WORK_ORDERS = """\
工单编号,手机号,创建时间,首次回复时间,解决时间,更新时间
W1,13800138001,2024-03-01 10:00:00,2024-03-01 11:00:00,2024-03-02 09:00:00,2024-05-01 10:00:00
W2,13800138002,2024-03-02 10:00:00,2024-03-02 11:00:00,,2024-05-01 10:00:00
"""


def _text(name, content):
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


def _json(name, content):
    return _text(name, json.dumps(content, ensure_ascii=False))


def _lines(name, rows):
    return _text(name, "".join(json.dumps(row) + "\n" for row in rows))


def _folder(files):
    def write(folder: Path) -> Path:
        inner = folder / "export"
        inner.mkdir(exist_ok=True)
        for name, content in files.items():
            (inner / name).write_text(content, encoding="utf-8")
        return inner

    return write


def _of(name, dialect, write, events, links, touchpoints, identifiers):
    return Fixture(
        name, dialect, write, events, links, frozenset(touchpoints), frozenset(identifiers.split())
    )


NPS, CSAT, CES = "NPS survey answered", "Satisfaction survey answered", "Effort survey answered"
TICKET_IDS = "ticket zendesk_user email account"

FIXTURES = (
    _of(
        "zendesk_api", "zendesk", _json("tickets.json", ZENDESK_TICKETS), 6, 0,
        {"Ticket opened", "Ticket solved", "Support rated", "Customer wrote", "Support replied"}, TICKET_IDS,
    ),
    _of(
        "zendesk_view", "zendesk", _text("export.csv", ZENDESK_VIEW), 4, 0,
        {"Ticket opened", "Ticket solved", "Support rated"}, "ticket zendesk_user email user",
    ),
    _of(
        "zendesk_tables", "zendesk", _folder(ZENDESK_TABLES), 5, 2,
        {"Ticket message", "Support rated", "Ticket solved", "Customer wrote", "Support replied"},
        "ticket zendesk_user zendesk_chat zendesk_visitor email phone user account",
    ),
    _of(
        "hubspot_contacts", "hubspot", _text("all-contacts.csv", HUBSPOT_CONTACTS), 5, 1,
        {"Contact created", "Became a lead", "Became an opportunity", "Form submitted"},
        "hubspot_contact email phone account",
    ),
    _of(
        "hubspot_deals", "hubspot", _json("deals.json", HUBSPOT_DEALS), 4, 0,
        {"Deal created", "Deal won", "Deal: appointmentscheduled"}, "hubspot_deal hubspot_contact",
    ),
    _of(
        "hubspot_emails", "hubspot", _lines("emails.jsonl", HUBSPOT_EMAILS), 2, 0, {"Customer wrote", "E-mail received"},
        "hubspot_engagement email",
    ),
    _of(
        "hubspot_tickets", "hubspot", _folder({"tickets.csv": HUBSPOT_TICKETS, "companies.csv": HUBSPOT_COMPANIES}), 2, 0,
        {"Ticket opened", "Ticket solved"}, "hubspot_ticket hubspot_contact",
    ),
    _of(
        "salesforce_people", "salesforce", _folder({"Contact.csv": SF_CONTACT, "Lead.csv": SF_LEAD}), 5, 0,
        {"Contact created", "Lead created", "Lead converted"}, "salesforce_contact salesforce_lead account email phone",
    ),
    _of(
        "salesforce_sales", "salesforce", _folder({"Opportunity.csv": SF_DEAL, "Task.csv": SF_TASK, "m.csv": SF_MEMBER}), 8, 0,
        {"Deal created", "Deal won", "Customer called", "E-mail received", "Campaign received", "Campaign answered"},
        "salesforce_opportunity salesforce_contact salesforce_lead salesforce_task salesforce_campaign_member account",
    ),
    _of(
        "salesforce_case", "salesforce", _lines("case.jsonl", [SF_CASE]), 2, 0, {"Ticket opened", "Ticket solved"},
        "salesforce_case salesforce_contact",
    ),
    _of(
        "qualtrics_three_headers", "qualtrics", _text("survey.csv", QUALTRICS), 6, 0, {NPS, CSAT, CES, "Survey answered"},
        "qualtrics_response email user",
    ),
    _of(
        "surveymonkey", "surveymonkey", _text("survey.csv", SURVEYMONKEY), 4, 0, {NPS, CSAT},
        "surveymonkey_respondent email",
    ),
    _of(
        "formbricks", "formbricks", _json("responses.json", FORMBRICKS), 2, 0, {NPS},
        "formbricks_response formbricks_contact user",
    ),
    _of("survey_wide", "survey", _text("answers.csv", WIDE), 6, 0, {NPS, CSAT}, "survey_response user"),
    _of("survey_long", "survey", _text("answers.csv", LONG), 4, 0, {NPS, CSAT, "Survey answered"}, "survey_response email"),
    _of("survey_chinese", "survey", _text("wjx.csv", CHINESE_SURVEY), 6, 0, {NPS, CSAT}, "survey_response phone"),
    _of(
        "records_cases", "records", _text("cases.csv", CASES), 6, 0, {"Case opened", "Case: first reply", "Case resolved"},
        "ticket email",
    ),
    _of(
        "records_crm", "records", _folder(CRM), 8, 2, {"call", "demo", "Lead created", "Deal: demo", "Deal won"},
        "deal contact",
    ),
    _of("records_chinese", "records", _text("工单.csv", WORK_ORDERS), 5, 0, {"工单创建", "工单首次回复", "工单解决"}, "ticket phone"),
)  # fmt: skip
